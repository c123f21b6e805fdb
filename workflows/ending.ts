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
import type { ErrorCode } from '../domain/errors.js';
import type { FailureWords } from '../domain/runs/answers.js';
import { blocks, type RunEnd } from '../domain/runs/run-state.js';
import type { RunInput } from './types.js';

/**
 * The end that a failure means: its innermost cause, and the activity where it arose. A cause outside the run blocks
 * the run.
 */
export function endOfFailure(error: unknown, owner: Pick<RunInput, 'run' | 'epoch'>): RunEnd {
  // A step that is lost while it is being cancelled fails in its own way, but the run was cancelled.
  if (CancellationScope.current().consideredCancelled) return { status: 'cancelled' };
  const { cause, activity, workflow } = innermost(error as Error);
  const words = wordsOf(cause, owner);
  const outside = controlOf(cause, words, activity, workflow);
  if (outside !== null) {
    const cure = `Continue from the store: eagan resume ${owner.run}`;
    return { status: 'blocked', code: control, message: outside, cure, activity };
  }
  const { message, cure } = words ?? { message: cause.message, cure: null };
  const code = words ? (words.code ?? internal) : codeOf(cause);
  if (code === budgetReached) return { status: 'paused', budget: message };
  return { status: blocks(code) ? 'blocked' : 'failed', code, message, cure, activity };
}

/** What our own activity or workflow says of its failure, in details that it sealed; null: it is not ours. */
function wordsOf(cause: Error, { run, epoch }: Pick<RunInput, 'run' | 'epoch'>): FailureWords | null {
  if (!(cause instanceof ApplicationFailure)) return null;
  const words = cause.details?.[0] as Partial<FailureWords> | null | undefined;
  if (typeof words !== 'object' || words === null || words.cure === undefined) return null;
  // In histories of earlier versions the details have the cure alone.
  const { code = cause.type ?? null, message = cause.message, cure, answers } = words;
  return answers && (answers.run !== run || answers.epoch !== epoch) ? null : { code, message, cure };
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
function controlOf(
  cause: Error,
  words: FailureWords | null,
  activity: string | null,
  workflow: string | null,
): string | null {
  if (cause instanceof CancelledFailure)
    return `someone cancelled ${workflow ? `the workflow ${workflow}` : `the activity ${activity}`} in Temporal`;
  if (cause instanceof TerminatedFailure) return `someone terminated the workflow ${workflow ?? ''} in Temporal`;
  if (isAlreadyStarted(cause)) {
    const which = workflow ? `the workflow ${workflow}` : 'the workflow of the run';
    return `someone reset ${which} in Temporal: a workflow that it started earlier is still open`;
  }
  if (cause instanceof ChildWorkflowFailure) return `the workflow ${workflow ?? ''} ended without a reason`;
  if (!(cause instanceof ApplicationFailure)) return null;
  if (words?.code === control || words?.code === refused) return words.message;
  if (words !== null || (activity === null && workflow === null)) return null;
  const what = activity === null ? `the workflow ${workflow}` : `the activity ${activity}`;
  return `someone failed ${what} in Temporal (${cause.message})`;
}

/** Workflows may not import the class itself, and it is lost on the way from a child to its parent. */
const isAlreadyStarted = ({ name, message }: Error): boolean =>
  name === 'WorkflowExecutionAlreadyStartedError' || message === 'Workflow execution already started';

/** True for the failure of a step that may not begin because a budget is used up. */
export function isAtBudget(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === budgetReached;
}

/** A step that times out, however often it was tried, means a trainer or host that hangs. */
function codeOf(cause: Error): string {
  if (cause instanceof ApplicationFailure) return cause.type ?? internal;
  return cause instanceof TimeoutFailure ? hung : internal;
}

const budgetReached: ErrorCode = 'EAGAN_BUDGET_REACHED';
const control: ErrorCode = 'EAGAN_TEMPORAL_CONTROL';
const refused: ErrorCode = 'EAGAN_PAYLOAD_REFUSED';
const internal: ErrorCode = 'EAGAN_INTERNAL';
const hung: ErrorCode = 'EAGAN_TRAINER_HUNG';

/** Records the end in the store, even after a cancellation, which would stop any other call. */
export async function recordEnd(activities: Activities, { run, epoch }: RunInput, end: RunEnd): Promise<void> {
  await CancellationScope.nonCancellable(() => activities.finishRun({ run, epoch, end }));
}
