// Performs steps that need no trainer, where the activity runs. They need no claim, because computing them again is as
// fast as looking them up.
import { pureFingerprint, computePure } from '../domain/steps/pure-steps.js';
import type { WorkerKind } from '../domain/steps/kinds.js';
import { performStep, type Read } from './perform-step.js';
import { publish } from './publish.js';
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
      withRoom({ store, owner: request, beats: unmade.beats }, async () => {
        const startedAt = new Date().toISOString();
        const result = await repairs.mending(unmade, () => computePure(request.step, store.objects));
        return publish(tools, unmade, result, startedAt);
      }),
  });
}
