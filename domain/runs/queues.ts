// The names of task queues. They keep the work away from other state folders and other kinds of machines.
import type { Digest } from '../digest.js';

export interface TaskQueues {
  /** Workflows, and steps that take milliseconds. */ readonly control: string;
  readonly train: string;
  readonly evaluate: string;
}

/**
 * The queues of a store (8 hex digits) for workers of one runtime (digest of the runtime identity without its threads).
 */
export function taskQueues(storeId: string, runtime: Digest): TaskQueues {
  const suffix = `${storeId}-${runtime.slice(0, 12)}`;
  return { control: `eagan-control-${suffix}`, train: `eagan-train-${suffix}`, evaluate: `eagan-evaluate-${suffix}` };
}
