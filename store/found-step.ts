// The result of a finished step, with what builders of later steps read from its outputs. It does not open outputs that
// only activities read: if one is lost, whoever needs it makes it again.
import type { PopulationArtifact, WinnerArtifact } from '../domain/steps/artifacts.js';
import { getJson, type Objects } from '../domain/steps/objects.js';
import { omit } from '../domain/omit.js';
import type { CurrentPopulation, FoundStep } from '../domain/plan/index.js';
import { factsOf, type OutputForm } from '../domain/steps/kinds.js';
import type { StepRecord } from '../domain/steps/step.js';

type Outputs = StepRecord['outputs'];
type Read = (objects: Objects, outputs: Outputs) => Promise<Partial<FoundStep>>;

/**
 * Output `population` of openStage (of a stage) and of select (except the last); null if there is none. Without the
 * archive, which grows with the stage and must not get into histories.
 */
export async function readPopulation(
  objects: Objects,
  { population }: Outputs,
): Promise<{ readonly population: CurrentPopulation | null }> {
  return { population: population ? omit(await getJson<PopulationArtifact>(objects, population), 'archive') : null };
}

/** Output `winner` of closeStage. */
export async function readWinner(objects: Objects, { winner }: Outputs): Promise<{ readonly winner: WinnerArtifact }> {
  return { winner: await getJson<WinnerArtifact>(objects, winner!) };
}

/** Outputs that builders read, by their form. */
const readers: Partial<Record<OutputForm, Read>> = { population: readPopulation, winner: readWinner };

/** Throws EAGAN_OBJECT_MISSING and EAGAN_OBJECT_CORRUPT. */
export async function foundStep(objects: Objects, { step, outputs, numbers, status }: StepRecord): Promise<FoundStep> {
  const forms = Object.values(factsOf(step.kind).outputs);
  const read = forms.flatMap((form) => readers[form] ?? [])[0];
  return { outputs, numbers, status, ...(await read?.(objects, outputs)) };
}
