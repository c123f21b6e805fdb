// Runs a step's real task in this process, as a trainer child would.
import assert from 'node:assert/strict';
import type { Digest } from '../../../domain/digest.js';
import { runsInTrainer } from '../../../domain/steps/kinds.js';
import { stepKey, type Step, type StepResult } from '../../../domain/steps/step.js';
import type { Store } from '../../../store/types.js';
import { runTask as runHere } from '../../../trainer/tasks/index.js';
import type { TaskContext, TaskResult } from '../../../trainer/types.js';

export function runTask(step: Step, store: Store, context: Partial<TaskContext> = {}): Promise<TaskResult> {
  assert.ok(runsInTrainer(step), `${step.kind} needs no trainer`);
  return runHere(step, {
    store,
    key: stepKey(step),
    attempt: 'test',
    now: () => performance.now(),
    circumstances: { recoveryEveryMs: 600_000 },
    tick: async () => undefined,
    onInterrupt: () => undefined,
    ...context,
  });
}

/** Runs a step's task and gives the digest of its state. */
export const stateOf = async (step: Step, store: Store): Promise<Digest> => (await runTask(step, store)).outputs.state!;

/** The part of a result that does not depend on interruptions. */
export const resultOf = ({ outputs, numbers, status }: TaskResult): StepResult => ({ outputs, numbers, status });
