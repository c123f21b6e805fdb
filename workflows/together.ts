// Steps side by side, of which none is left behind when the run is told to stop.
import { CancellationScope } from '@temporalio/workflow';
import { isAtBudget } from './ending.js';

/** All results. Where the run is being stopped, fails only after every step has handed its work back, and where its
 * budget is used up only after all that have begun are finished: what is paused has no trainer at work. */
export async function together<const T extends readonly Promise<unknown>[]>(
  steps: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  try {
    return await Promise.all(steps);
  } catch (error) {
    if (CancellationScope.current().consideredCancelled || isAtBudget(error)) await Promise.allSettled(steps);
    throw error;
  }
}
