// A finished step's result with what builders of later steps read out of its outputs. Outputs that only activities read are not opened: who needs
// one that is lost makes it again.
import type { PopulationArtifact, WinnerArtifact } from '../domain/artifacts.js';
import type { Digest } from '../domain/digest.js';
import { getJson, type Objects } from '../domain/objects.js';
import { omit } from '../domain/omit.js';
import type { FoundStep } from '../domain/run-plan.js';
import type { StepKind, StepRecord } from '../domain/step.js';

type Read = (objects: Objects, outputs: Readonly<Record<string, Digest>>) => Promise<Partial<FoundStep>>;

/** Output `population` of openStage (a stage's) and select (all but the last), without the archive, which histories must not carry. */
const readPopulation: Read = async (objects, { population }) => ({
  population: population ? omit(await getJson<PopulationArtifact>(objects, population), 'archive') : null,
});

const readers: Partial<Record<StepKind, Read>> = {
  openStage: readPopulation,
  select: readPopulation,
  closeStage: async (objects, { winner }) => ({ winner: await getJson<WinnerArtifact>(objects, winner!) }),
};

/** Throws EAGAN_OBJECT_MISSING and EAGAN_OBJECT_CORRUPT. */
export async function foundStep(objects: Objects, { step, outputs, numbers, status }: StepRecord): Promise<FoundStep> {
  const read = readers[step.kind];
  return { outputs, numbers, status, ...(read ? await read(objects, outputs) : {}) };
}
