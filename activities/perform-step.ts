// Performs every step: looks it up by key, makes it if it is not found, and enters it in the run's ledger.
import { Context } from '@temporalio/activity';
import type { Digest } from '../domain/digest.js';
import { resultText, stepKey, type StepRecord, type StepResult } from '../domain/steps/step.js';
import { passFaultPoint } from '../store/index.js';
import type { Store } from '../store/types.js';
import type { ActivityDeps } from './deps.js';
import { asActivityFailure } from './failures.js';
import { withHeartbeats, type Heartbeats } from './heartbeats.js';
import { tellJournal } from './journal.js';
import type { Tools } from './tools.js';
import type { StepOutcome, StepRequest } from './types.js';
import { withRoom } from './wait-for-room.js';

/** A step that is not finished and must be made. */
export interface PendingStep {
  readonly request: StepRequest;
  readonly key: Digest;
  readonly fingerprint: Digest;
  readonly beats: Heartbeats;
}

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
  { key, fingerprint }: StepRecord,
  again: 'again' | undefined,
): Promise<void> {
  const entry = { place: step.place, key, fingerprint, at: new Date().toISOString() };
  await store.ledger.append(run, epoch, entry, again);
  passFaultPoint('step.entered', step.place);
}

const isDoneAgain = ({ circumstances }: StepRequest): boolean => circumstances.sinceEpoch !== undefined;

/**
 * Writes the record of a new result, with how it was made. A record that exists already stays, unless the step is
 * repeated.
 */
export async function publish(
  { store, host }: ActivityDeps,
  { request, key, fingerprint }: PendingStep,
  { outputs, numbers, status }: StepResult,
  startedAt: string,
  more: Partial<StepRecord['circumstances']> = {},
): Promise<StepRecord> {
  const { attempt, workflowExecution } = Context.current().info;
  const record: StepRecord = {
    ...{ schemaVersion: 1, key, fingerprint, step: request.step, outputs, numbers, status },
    circumstances: {
      ...{ run: request.run, startedAt, finishedAt: new Date().toISOString(), host, attempt },
      ...(workflowExecution ? { workflowId: workflowExecution.workflowId } : {}),
      ...more,
    },
  };
  return isDoneAgain(request) ? replace(store, request, record) : store.records.put(record);
}

/** Puts the record of a repeated step in the place of the earlier one. If the results differ, the journal says so. */
async function replace(store: Store, request: StepRequest, record: StepRecord): Promise<StepRecord> {
  const { standing, replaced } = await store.records.supersede(record);
  if (replaced) {
    const message = `first ${resultText(replaced)}, again ${resultText(standing)}`;
    await tellJournal(store, request, { kind: 'replaced', place: request.step.place, key: record.key, message });
  }
  return standing;
}
