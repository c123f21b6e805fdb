// How a run that did not complete is told to the store: cancelled on request, or failed or blocked with a code, a cause and a cure.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import { EaganError, type ErrorCode } from '../domain/errors.js';
import { blocks, type RunEnd } from '../domain/run-state.js';
import type { RunInput } from './types.js';

/** An error that the workflow itself found: thrown as it is, it would not end the run but be tried again for ever. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof EaganError)) return error;
  const { code, message, cure = null } = error;
  return ApplicationFailure.create({ message, type: code, nonRetryable: true, details: [{ cure }] });
}

/** What the failure says to people: the innermost cause, and the activity where it arose. What lies outside the run blocks it. */
export function endOfFailure(error: unknown): RunEnd {
  // A step that was lost while it was being cancelled fails in its own way; the run was cancelled all the same.
  if (isCancellation(error) || CancellationScope.current().consideredCancelled) return { status: 'cancelled' };
  let activity: string | null = null;
  let cause = error as Error;
  while (cause instanceof ChildWorkflowFailure || cause instanceof ActivityFailure) {
    if (cause instanceof ActivityFailure) activity = cause.activityType;
    if (!cause.cause) break;
    cause = cause.cause;
  }
  const cure = cause instanceof ApplicationFailure ? cureOf(cause) : null;
  const code = codeOf(cause);
  if (code === budgetReached) return { status: 'paused', budget: cause.message };
  return { status: blocks(code) ? 'blocked' : 'failed', code, message: cause.message, cure, activity };
}

/** True for the failure of a step that may not begin because a budget is used up. */
export function isAtBudget(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === budgetReached;
}

function cureOf({ details }: ApplicationFailure): string | null {
  return (details?.[0] as { cure?: string | null } | undefined)?.cure ?? null;
}

/** A step that was not heard of again, however often it was tried, is a trainer or host that hangs. */
function codeOf(cause: Error): string {
  if (cause instanceof ApplicationFailure) return cause.type ?? internal;
  return cause instanceof TimeoutFailure ? hung : internal;
}

const budgetReached: ErrorCode = 'EAGAN_BUDGET_REACHED';
const internal: ErrorCode = 'EAGAN_INTERNAL';
const hung: ErrorCode = 'EAGAN_TRAINER_HUNG';

/** Also after a cancellation, which would stop any other call. */
export async function recordEnd(activities: Activities, { run, epoch }: RunInput, end: RunEnd): Promise<void> {
  await CancellationScope.nonCancellable(() => activities.finishRun({ run, epoch, end }));
}
