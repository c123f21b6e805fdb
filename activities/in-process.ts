// Performs steps that need no trainer, where the activity runs. They need no claim, because computing them again is as
// fast as looking them up. The ledger tells of an attempt only if it fails.
import { Context } from '@temporalio/activity';
import { pureFingerprint, computePure } from '../domain/steps/pure-steps.js';
import type { WorkerKind } from '../domain/steps/kinds.js';
import type { StepRecord } from '../domain/steps/step.js';
import { Interruption } from '../trainer/interrupted.js';
import { endOf } from './failures.js';
import { performStep, type Read } from './perform-step.js';
import { publish, type PendingStep } from './publish.js';
import { endedWithout, tellAttempt } from './tell-attempts.js';
import type { Tools } from './tools.js';
import type { StepOutcome, StepRequest } from './types.js';
import { withRoom } from './wait-for-room.js';

/** Performs a step that a worker computes itself. */
export function performInProcess<Found>(
  tools: Tools,
  request: StepRequest<WorkerKind>,
  read: Read<Found>,
): Promise<StepOutcome & Found> {
  const { store, repairs } = tools;
  return performStep(tools, request, {
    identify: async () => pureFingerprint,
    read,
    make: (unmade) =>
      toldIfFailed(tools, unmade, (startedAt) =>
        withRoom({ store, owner: request, beats: unmade.beats }, async () => {
          const result = await repairs.mending(unmade, () => computePure(request.step, store.objects));
          return publish(tools, unmade, result, startedAt);
        }),
      ),
  });
}

async function toldIfFailed(
  { store, host }: Tools,
  unmade: PendingStep,
  make: (startedAt: string) => Promise<StepRecord>,
): Promise<StepRecord> {
  const takenAt = new Date().toISOString();
  try {
    return await make(takenAt);
  } catch (error) {
    if (error instanceof Interruption) throw error;
    const { attempt, activityId, workflowExecution } = Context.current().info;
    const claim = `${workflowExecution?.runId ?? ''}/${activityId}/${attempt}`;
    const end = endedWithout({ at: new Date().toISOString(), ...endOf(error) });
    await tellAttempt(store, unmade, { claim, host, worker: String(process.pid), takenAt }, end).catch(() => undefined);
    throw error;
  }
}
