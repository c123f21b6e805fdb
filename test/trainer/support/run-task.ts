// Runs a step's real task in this process, as a trainer child would.
import { stepKey, type Step, type StepResult } from '../../../domain/steps/step.js';
import type { Store } from '../../../store/types.js';
import { taskHandlers } from '../../../trainer/tasks/index.js';
import type { TaskContext, TaskResult, TrainerKind } from '../../../trainer/types.js';

export function runTask(step: Step, store: Store, context: Partial<TaskContext> = {}): Promise<TaskResult> {
  return taskHandlers[step.kind as TrainerKind](step, {
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

/** What of a result does not depend on how it came about. */
export const resultOf = ({ outputs, numbers, status }: TaskResult): StepResult => ({ outputs, numbers, status });
