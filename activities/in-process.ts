// Steps that decide and take milliseconds, computed where the activity runs.
import { pureFingerprint, pureSteps } from '../domain/pure-steps.js';
import type { ActivityDeps } from './deps.js';
import { performStep } from './perform-step.js';
import type { StepOutcome, StepRequest } from './types.js';

/** Performs a pure step of that kind. */
export async function performInProcess(
  deps: ActivityDeps,
  request: StepRequest,
  kind: 'select' | 'closeStage',
): Promise<StepOutcome> {
  const { objects } = deps.store;
  return performStep(deps, request, pureFingerprint, async () => ({
    result: await pureSteps[kind](request.step, objects),
  }));
}
