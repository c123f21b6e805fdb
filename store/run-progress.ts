// Where a run goes on: its plan, walked over what its ledger says is finished.
import type { PopulationArtifact, WinnerArtifact } from '../domain/artifacts.js';
import type { Digest } from '../domain/digest.js';
import { errorCodeOf } from '../domain/errors.js';
import { getJson, type Objects } from '../domain/objects.js';
import { omit } from '../domain/omit.js';
import { walkRun, type FoundStep, type Walk } from '../domain/run-plan.js';
import { standsBy } from '../domain/supersession.js';
import { stepKey, type Step, type StepKind } from '../domain/step.js';
import type { RunInStore } from './runs.js';
import type { Store } from './types.js';

/** Walks a run's plan over its own finished steps; what was superseded, or cannot be read any more, is not finished. */
export function walkStoredRun(store: Store, { frozen, owner }: Pick<RunInStore, 'frozen' | 'owner'>): Promise<Walk> {
  const { run, pipeline, contents, decoder } = frozen;
  const stands = standsBy(owner?.supersessions ?? [], pipeline);
  return walkRun(pipeline, { contents, decoder }, (step) => findStep(store, run, step, stands));
}

/** The result of a step by the run's own line in the ledger, with what builders of later steps read out of its outputs. Outputs that only
 * activities read are not opened: who needs one that is lost makes it again. */
async function findStep(
  store: Store,
  run: string,
  step: Step,
  stands: ReturnType<typeof standsBy>,
): Promise<FoundStep | null> {
  const key = stepKey(step);
  const line = await store.ledger.find(run, { place: step.place, key });
  const record = line && stands(line) && (await store.records.find(key, line.fingerprint));
  if (!record) return null;
  const { outputs, numbers, status } = record;
  const read = readers[step.kind];
  try {
    return { outputs, numbers, status, ...(read ? await read(store.objects, outputs) : {}) };
  } catch (error) {
    if (errorCodeOf(error)?.startsWith('EAGAN_OBJECT_')) return null;
    throw error;
  }
}

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
