// Attempts at a step: who tries, and how earlier attempts ended. Temporal forgets both, so the store keeps them.
import type { ErrorCode } from '../errors.js';

/**
 * Distinguishes attempts and orders them, so that an older attempt that wakes up late never overwrites the work of a
 * newer one.
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
  /** Its number among the claims on the step, and a random part. */
  readonly id: string;
  readonly host: string;
  /** Process id of its worker. */
  readonly worker?: string;
  /** It found the step finished, and only removes what others left. */
  readonly tidies?: true;
  readonly startedAt: string;
  /** How it ended; null: it still runs, or it was lost without a report (killed worker, lost host). */
  readonly end: AttemptEnd | null;
}

/** `handedBack`: interrupted on purpose (pause, shutdown, time-out), with a recovery point. */
export interface AttemptEnd {
  readonly at: string;
  readonly code: ErrorCode | 'handedBack';
  readonly message: string;
  /** The iteration that its recovery point has reached; null: it has no recovery point. */
  readonly iteration: number | null;
}

/**
 * Negative: `a` is older than `b`. Zero: their order is unknown (another workflow run or activity of one epoch), and
 * the one that comes later wins.
 */
export function compareFences(a: Fence, b: Fence): number {
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  if (a.workflowRunId !== b.workflowRunId || a.activityId !== b.activityId) return 0;
  return a.attempt - b.attempt;
}
