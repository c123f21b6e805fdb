// Writes the record of a step that was just computed.
import { Context } from '@temporalio/activity';
import type { Digest } from '../domain/digest.js';
import { resultText, type StepRecord, type StepResult } from '../domain/steps/step.js';
import type { ActivityDeps } from './deps.js';
import type { Heartbeats } from './heartbeats.js';
import type { StepRequest } from './types.js';
import { tellLedger, type RoomContext } from './wait-for-room.js';

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
  { request, key, fingerprint, beats }: PendingStep,
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
  return isDoneAgain(request) ? replace({ store, owner: request, beats }, record) : store.records.put(record);
}

/**
 * Puts the record of a repeated step in the place of the earlier one. If the results differ, the ledger says so first:
 * a process that is killed in between says it once all the same.
 */
async function replace(room: RoomContext, record: StepRecord): Promise<StepRecord> {
  const { records } = room.store;
  const { key, step } = record;
  const earlier = await records.find(key, record.fingerprint);
  const [first, again] = [earlier && resultText(earlier), resultText(record)];
  if (first !== null && first !== again) {
    const message = `first ${first}, again ${again}`;
    await tellLedger(room, { kind: 'replaced', place: step.place, key, message });
  }
  return records.supersede(record);
}
