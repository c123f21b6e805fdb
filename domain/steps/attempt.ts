// Attempts at a step: who tries, and how attempts before ended. Temporal forgets both; the store does not.
import type { ErrorCode } from '../errors.js';

/**
 * What tells two attempts apart, the later from the earlier: a newer one's work is never overwritten by an older one
 * that wakes up late.
 */
export interface Fence {
  /** Epoch of ownership of the run. */
  readonly epoch: number;
  readonly workflowRunId: string;
  readonly activityId: string;
  readonly attempt: number;
}

/** One attempt at a step that is not finished yet. Times are ISO 8601. */
export interface Attempt extends Fence {
  readonly host: string;
  readonly startedAt: string;
  /** How it ended; null: it was lost without a word (killed worker, lost host), or still runs. */
  readonly end: AttemptEnd | null;
}

/** `handedBack`: interrupted on purpose (pause, shutdown, time-out), with a recovery point. */
export interface AttemptEnd {
  readonly at: string;
  readonly code: ErrorCode | 'handedBack';
  readonly message: string;
  /** Where inside the step its work had got to, as far as a recovery point tells; null: it has none. */
  readonly iteration: number | null;
}

/**
 * Negative: `a` is older than `b`. Zero: neither is known to be (another workflow run of one epoch), and who comes
 * later wins.
 */
export function compareFences(a: Fence, b: Fence): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  if (a.workflowRunId !== b.workflowRunId || a.activityId !== b.activityId) return 0;
  return a.attempt - b.attempt;
}
