// Writes the record of a step that was just computed.
import { Context } from '@temporalio/activity';
import type { Digest } from '../domain/digest.js';
import { resultText, type StepRecord, type StepResult } from '../domain/steps/step.js';
import type { Store } from '../store/types.js';
import type { ActivityDeps } from './deps.js';
import type { Heartbeats } from './heartbeats.js';
import { tellJournal } from './journal.js';
import type { StepRequest } from './types.js';

/** A step without a record, which is about to be computed. */
export interface PendingStep {
  readonly request: StepRequest;
  readonly key: Digest;
  readonly fingerprint: Digest;
  readonly beats: Heartbeats;
}

/** True for a step that `resume --from` repeats. It is computed again although it has a record. */
export const isDoneAgain = ({ circumstances }: StepRequest): boolean => circumstances.sinceEpoch !== undefined;

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
