// Steps that decide and take milliseconds: pure functions of artifacts, computed where the activity runs.
import { digestJson } from '../domain/digest.js';
import type { StepResult } from '../domain/step.js';
import type { ActivityDeps } from './deps.js';
import { performStep } from './perform-step.js';
import type { StepOutcome, StepRequest } from './types.js';

/** Integer and IEEE double arithmetic without transcendental functions: the same bits on every machine, so one fingerprint. */
const pureFingerprint = digestJson({ runtime: 'pure', version: 1 });

/** Performs a pure step. */
export async function performInProcess(
  deps: ActivityDeps,
  request: StepRequest,
  compute: () => Promise<StepResult>,
): Promise<StepOutcome> {
  return performStep(deps, request, pureFingerprint, async () => ({ result: await compute() }));
}
