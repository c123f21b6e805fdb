// The life of every step: look it up by key, else have it made, and enter it in the run's ledger.
import type { Digest } from '../domain/digest.js';
import { stepKey, type StepRecord } from '../domain/steps/step.js';
import { passFaultPoint } from '../store/index.js';
import type { Store } from '../store/types.js';
import { asActivityFailure } from './failures.js';
import { withHeartbeats } from './heartbeats.js';
import { isDoneAgain, type PendingStep } from './publish.js';
import type { Tools } from './tools.js';
import type { StepOutcome, StepRequest } from './types.js';
import { withRoom } from './wait-for-room.js';

/** What a workflow must know of a step's outputs, so that it need not read the store. */
export type Read<Found> = (outcome: StepOutcome) => Promise<Found>;

export interface Performance<Found> {
  identify(): Promise<Digest>;
  /** Of a step that no record has. */
  make(unmade: PendingStep): Promise<StepRecord>;
  /** After a finished step was found: an attempt that published it may have ended before it could tidy up. */
  tidy?(unmade: PendingStep): Promise<void>;
  readonly read: Read<Found>;
}

/** Performs a step at most once: a finished one is found by (key, fingerprint) and computes nothing. */
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
 * The run's own records first; then, unless the run is fresh, whatever the store holds. Of a step that is to be done
 * again only what was entered since counts.
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
  { key, fingerprint }: StepRecord,
  again: 'again' | undefined,
): Promise<void> {
  const entry = { place: step.place, key, fingerprint, at: new Date().toISOString() };
  await store.ledger.append(run, epoch, entry, again);
  passFaultPoint('step.entered', step.place);
}
