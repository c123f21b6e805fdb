// How a run that did not complete is told to the store: cancelled on request, or failed or blocked with a code, a cause
// and a cure.
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  ChildWorkflowFailure,
  TerminatedFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Activities } from '../activities/types.js';
import { EaganError, errorCatalogue, type ErrorCode } from '../domain/errors.js';
import { blocks, type RunEnd } from '../domain/runs/run-state.js';
import type { RunInput } from './types.js';

/** An error that the workflow itself found: thrown as it is, it would not end the run but be tried again for ever. */
export function asWorkflowFailure(error: unknown): unknown {
  if (!(error instanceof EaganError)) return error;
  const { code, message, cure = null } = error;
  return ApplicationFailure.create({ message, type: code, nonRetryable: true, details: [{ cure }] });
}

/**
 * What the failure says to people: the innermost cause, and the activity where it arose. What lies outside the run
 * blocks it.
 */
export function endOfFailure(error: unknown, run: string): RunEnd {
  // A step that was lost while it was being cancelled fails in its own way; the run was cancelled all the same.
  if (CancellationScope.current().consideredCancelled) return { status: 'cancelled' };
  const { cause, activity, workflow } = innermost(error as Error);
  const outside = controlOf(cause, activity, workflow);
  if (outside !== null) {
    const cure = `Continue from the store: eagan resume ${run}`;
    return { status: 'blocked', code: control, message: outside, cure, activity };
  }
  const cure = cause instanceof ApplicationFailure ? cureOf(cause) : null;
  const code = codeOf(cause);
  if (code === budgetReached) return { status: 'paused', budget: cause.message };
  return { status: blocks(code) ? 'blocked' : 'failed', code, message: cause.message, cure, activity };
}

interface Innermost {
  readonly cause: Error;
  /** The activity and the child workflow where it arose; null: the workflow itself. */
  readonly activity: string | null;
  readonly workflow: string | null;
}

function innermost(error: Error): Innermost {
  let [activity, workflow]: [string | null, string | null] = [null, null];
  let cause = error;
  while (cause instanceof ChildWorkflowFailure || cause instanceof ActivityFailure) {
    if (cause instanceof ActivityFailure) activity = cause.activityType;
    else workflow = cause.execution.workflowId ?? null;
    if (!cause.cause) break;
    cause = cause.cause;
  }
  return { cause, activity, workflow };
}

/** What somebody did to the run by Temporal's own controls, in a sentence; null: nothing of that sort. */
function controlOf(cause: Error, activity: string | null, workflow: string | null): string | null {
  if (cause instanceof CancelledFailure)
    return `someone cancelled ${workflow ? `the workflow ${workflow}` : `the activity ${activity}`} in Temporal`;
  if (cause instanceof TerminatedFailure) return `someone terminated the workflow ${workflow ?? ''} in Temporal`;
  if (isAlreadyStarted(cause)) {
    const which = workflow ? `the workflow ${workflow}` : 'the workflow of the run';
    return `someone reset ${which} in Temporal: a workflow that it started earlier is still open`;
  }
  if (cause instanceof ChildWorkflowFailure) return `the workflow ${workflow ?? ''} ended without a reason`;
  if (!(cause instanceof ApplicationFailure)) return null;
  if (cause.type === control) return cause.message;
  // Every failure of ours carries a code of the catalogue, or the name of an error that an activity of ours met.
  const isForeign = activity !== null && cause.nonRetryable && !Object.hasOwn(errorCatalogue, cause.type ?? '');
  return isForeign ? `someone failed the activity ${activity} in Temporal (${cause.message})` : null;
}

/** The class itself is not among what workflows may import, and is lost on the way from a child to its parent. */
const isAlreadyStarted = ({ name, message }: Error): boolean =>
  name === 'WorkflowExecutionAlreadyStartedError' || message === 'Workflow execution already started';

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
const control: ErrorCode = 'EAGAN_TEMPORAL_CONTROL';
const internal: ErrorCode = 'EAGAN_INTERNAL';
const hung: ErrorCode = 'EAGAN_TRAINER_HUNG';

/** Also after a cancellation, which would stop any other call. */
export async function recordEnd(activities: Activities, { run, epoch }: RunInput, end: RunEnd): Promise<void> {
  await CancellationScope.nonCancellable(() => activities.finishRun({ run, epoch, end }));
}
