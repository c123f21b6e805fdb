// The result of a finished step, with what builders of later steps read from its outputs. It does not open outputs that
// only activities read: if one is lost, whoever needs it makes it again.
import type { PopulationArtifact, WinnerArtifact } from '../domain/steps/artifacts.js';
import type { Digest } from '../domain/digest.js';
import { populationProblem, winnerProblem } from '../domain/steps/artifact-shape.js';
import { getJson, ObjectError, type Objects } from '../domain/steps/objects.js';
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
  if (!population) return { population: null };
  return { population: omit(await whole<PopulationArtifact>(objects, population, populationProblem), 'archive') };
}

/** Output `winner` of closeStage. */
export async function readWinner(objects: Objects, { winner }: Outputs): Promise<{ readonly winner: WinnerArtifact }> {
  return { winner: await whole<WinnerArtifact>(objects, winner!, winnerProblem) };
}

/** An artifact of another form cannot be used, so it counts as lost. */
async function whole<T>(objects: Objects, digest: Digest, problemOf: (value: unknown) => string | null): Promise<T> {
  const value = await getJson<T>(objects, digest);
  const wrong = problemOf(value);
  if (wrong === null) return value;
  throw new ObjectError('EAGAN_OBJECT_CORRUPT', digest, `object ${digest} must have its form: ${wrong}`);
}

/** Outputs that builders read, by their form. */
const readers: Partial<Record<OutputForm, Read>> = { population: readPopulation, winner: readWinner };

/** Throws EAGAN_OBJECT_MISSING and EAGAN_OBJECT_CORRUPT. */
export async function foundStep(objects: Objects, { step, outputs, numbers, status }: StepRecord): Promise<FoundStep> {
  const forms = Object.values(factsOf(step.kind).outputs);
  const read = forms.flatMap((form) => readers[form] ?? [])[0];
  return { outputs, numbers, status, ...(await read?.(objects, outputs)) };
}
