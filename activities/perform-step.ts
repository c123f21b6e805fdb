// Performs every step: looks it up by key, makes it if it is not found, and enters it in the run's ledger.
import type { Digest } from '../domain/digest.js';
import { stepKey, type StepRecord } from '../domain/steps/step.js';
import { passFaultPoint, recordDigest } from '../store/index.js';
import type { Store } from '../store/types.js';
import { asActivityFailure } from './failures.js';
import { withHeartbeats } from './heartbeats.js';
import { isDoneAgain, type PendingStep } from './publish.js';
import type { Tools } from './tools.js';
import type { StepOutcome, StepRequest } from './types.js';
import { withRoom } from './wait-for-room.js';

/** Reads what a workflow needs to know of a step's outputs, so that the workflow need not read the store. */
export type Read<Found> = (outcome: StepOutcome) => Promise<Found>;

export interface Performance<Found> {
  identify(): Promise<Digest>;
  /** Makes a step that has no record. */
  make(unmade: PendingStep): Promise<StepRecord>;
  /**
   * Called after a finished step was found: the attempt that published it may have been lost before it could tidy up.
   */
  tidy?(unmade: PendingStep): Promise<void>;
  readonly read: Read<Found>;
}

/** Performs a step at most once. A finished one is found by (key, fingerprint), and nothing is computed. */
export function performStep<Found>(
  { store, repairs }: Tools,
  request: StepRequest,
  { identify, make, tidy, read }: Performance<Found>,
): Promise<StepOutcome & Found> {
  return withHeartbeats(request.step.place, async (beats) => {
    const room = { store, owner: request, beats };
    try {
      const unmade = { request, key: stepKey(request.step), fingerprint: await withRoom(room, identify), beats };
      const found = await lookUp(store, unmade);
      const record = found ?? (await make(unmade));
      if (found && tidy) await withRoom(room, () => tidy(unmade));
      const again = !found && isDoneAgain(request) ? 'again' : undefined;
      await withRoom(room, () => enterInLedger(store, request, record, again));
      const { key, outputs, numbers, status } = record;
      const outcome = { key, outputs, numbers, status };
      return { ...outcome, ...(await withRoom(room, () => repairs.mending(unmade, () => read(outcome)))) };
    } catch (error) {
      throw asActivityFailure(error);
    }
  });
}

/**
 * A record of the step. If the run is fresh or the step is repeated, only a line of the run's own ledger counts, and
 * for a repeated step only one that was entered since. Otherwise any record in the store counts.
 */
async function lookUp(store: Store, { request, key, fingerprint }: PendingStep): Promise<StepRecord | null> {
  const { run, step, circumstances } = request;
  const { fresh, sinceEpoch = 0 } = circumstances;
  if (fresh || sinceEpoch > 0) {
    const entered = await store.ledger.find(run, { place: step.place, key });
    if (entered?.fingerprint !== fingerprint || entered.epoch < sinceEpoch) return null;
  }
  return store.records.rely(key, fingerprint);
}

async function enterInLedger(
  store: Store,
  { run, epoch, step }: StepRequest,
  stepRecord: StepRecord,
  again: 'again' | undefined,
): Promise<void> {
  const { key, fingerprint } = stepRecord;
  const record = recordDigest(stepRecord);
  const entry = { place: step.place, key, fingerprint, record, at: new Date().toISOString() };
  await store.ledger.append(run, epoch, entry, again);
  passFaultPoint('step.entered', step.place);
}
