// The names of task queues: another state folder, or another kind of machine, never gets the work.
import type { Digest } from '../digest.js';

export interface TaskQueues {
  /** Workflows, and steps that take milliseconds. */ readonly control: string;
  readonly train: string;
  readonly evaluate: string;
}

/** Queues of a store (8 hex) for workers of one runtime (digest of the runtime identity without its threads). */
export function taskQueues(storeId: string, runtime: Digest): TaskQueues {
  const suffix = `${storeId}-${runtime.slice(0, 12)}`;
  return { control: `eagan-control-${suffix}`, train: `eagan-train-${suffix}`, evaluate: `eagan-evaluate-${suffix}` };
}
