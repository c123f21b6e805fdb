// Stops a task at its n-th report, as an interrupt does, and continues it.
import type { Step } from '../../../domain/steps/step.js';
import type { Store } from '../../../store/types.js';
import { Interruption } from '../../../trainer/interrupted.js';
import type { TaskContext, TaskResult } from '../../../trainer/types.js';
import { runTask } from './run-task.js';

/** Runs a step until its n-th report. True: it was stopped there, with a recovery point. False: it ended before. */
export async function stopAt(
  step: Step,
  store: Store,
  report: number,
  context: Partial<TaskContext> = {},
): Promise<boolean> {
  let reports = 0;
  let beforeStop = async (): Promise<void> => undefined;
  const tick = async (): Promise<void> => {
    if (++reports < report) return;
    await beforeStop();
    throw new Interruption();
  };
  try {
    await runTask(step, store, { ...context, tick, onInterrupt: (write) => (beforeStop = write) });
    return false;
  } catch (error) {
    if (error instanceof Interruption) return true;
    throw error;
  }
}

/**
 * The results of a step that was stopped at each of its reports in turn and then continued. `between` is called before
 * it continues.
 */
export async function stoppedEverywhere(
  step: Step,
  key: string,
  store: Store,
  between: () => Promise<unknown> = async () => undefined,
): Promise<TaskResult[]> {
  const results: TaskResult[] = [];
  for (let report = 1; await stopAt(step, store, report); report++) {
    await between();
    results.push(await runTask(step, store));
    await store.recovery.clear(key, 'test');
    await between();
  }
  return results;
}
