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
  // `sealed`: workers of versions that do not open sealed payloads polled queues without it.
  const queue = (name: keyof TaskQueues): string => `eagan-sealed-${name}-${suffix}`;
  return { control: queue('control'), train: queue('train'), evaluate: queue('evaluate') };
}
