// Performs steps side by side, and leaves none of them behind when the run is stopped.
import { CancellationScope } from '@temporalio/workflow';
import { isAtBudget } from './ending.js';

/**
 * All results. If the run is being stopped, it fails only after every step has handed its work back. If a budget is
 * used up, it fails only after all steps that have begun are finished. So no trainer works for a paused run.
 */
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
