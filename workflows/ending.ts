// How a run ends that did not complete: cancelled on request, paused at its budget, or failed or blocked with a code, a
// cause and a cure.
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

/**
 * Wraps an error that the workflow itself found. If it were thrown as it is, Temporal would not end the run but retry
 * for ever.
 */
export function asWorkflowFailure(error: unknown): unknown {
  if (!(error instanceof EaganError)) return error;
  const { code, message, cure = null } = error;
  return ApplicationFailure.create({ message, type: code, nonRetryable: true, details: [{ cure }] });
}

/**
 * The end that a failure means: its innermost cause, and the activity where it arose. A cause outside the run blocks
 * the run.
 */
export function endOfFailure(error: unknown, run: string): RunEnd {
  // A step that is lost while it is being cancelled fails in its own way, but the run was cancelled.
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
  /** The activity and the child workflow where the failure arose; null if it arose in the workflow itself. */
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

/** What somebody did to the run with Temporal's own controls, as a sentence; null: nothing of that kind. */
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
  // Each of our own failures has a code of the catalogue, or the name of an error that one of our activities met.
  const isForeign = activity !== null && cause.nonRetryable && !Object.hasOwn(errorCatalogue, cause.type ?? '');
  return isForeign ? `someone failed the activity ${activity} in Temporal (${cause.message})` : null;
}

/** Workflows may not import the class itself, and it is lost on the way from a child to its parent. */
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

/** A step that times out, however often it was tried, means a trainer or host that hangs. */
function codeOf(cause: Error): string {
  if (cause instanceof ApplicationFailure) return cause.type ?? internal;
  return cause instanceof TimeoutFailure ? hung : internal;
}

const budgetReached: ErrorCode = 'EAGAN_BUDGET_REACHED';
const control: ErrorCode = 'EAGAN_TEMPORAL_CONTROL';
const internal: ErrorCode = 'EAGAN_INTERNAL';
const hung: ErrorCode = 'EAGAN_TRAINER_HUNG';

/** Records the end in the store, even after a cancellation, which would stop any other call. */
export async function recordEnd(activities: Activities, { run, epoch }: RunInput, end: RunEnd): Promise<void> {
  await CancellationScope.nonCancellable(() => activities.finishRun({ run, epoch, end }));
}
