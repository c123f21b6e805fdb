// What keeps open workflows of a run from continuing although no step shows it: a workflow task that fails repeatedly,
// a paused activity.
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import { runAttribute } from '../../domain/runs/search-attributes.js';
import { failureMessage } from './opened-payloads.js';

type Found = { readonly workflowId: string; readonly runId: string };
type Description = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>;

export interface WorkflowTrouble {
  /** `stuck`: its workflow task fails; `paused`: somebody paused one of its activities in Temporal. */
  readonly kind: 'stuck' | 'paused';
  readonly workflowId: string;
  /** The message of the failure, or the paused activity. */
  readonly what: string;
}

const { EVENT_TYPE_WORKFLOW_TASK_FAILED } = proto.temporal.api.enums.v1.EventType;
const causes = proto.temporal.api.enums.v1.WorkflowTaskFailedCause;
/** What the server records as a failed task without any fault of the program. */
const harmless: readonly unknown[] = [
  causes.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW,
  causes.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
  causes.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE,
  causes.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
  causes.WORKFLOW_TASK_FAILED_CAUSE_FAILOVER_CLOSE_COMMAND,
];

/** A run has about three open workflows. */
const mostOpen = 50;

/** All open workflows of a run; `workflowId`: its own workflow's. */
export async function openWorkflows(client: Client, workflowId: string): Promise<Description[]> {
  const query = `${runAttribute} = '${workflowId}' AND ExecutionStatus = 'Running'`;
  const open: Description[] = [];
  for await (const found of client.workflow.list({ query })) {
    const one = await describe(client, found);
    if (one && isOfRun(one, workflowId)) open.push(one);
    if (open.length >= mostOpen) break;
  }
  return open;
}

/** null if it has been deleted in the meantime. */
async function describe(client: Client, { workflowId, runId }: Found): Promise<Description | null> {
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Whoever reaches the server can start a workflow with the run's search attribute, but not as a child of the run. */
function isOfRun({ raw }: Description, workflowId: string): boolean {
  const root = raw.workflowExecutionInfo?.rootExecution?.workflowId;
  return !root || root === workflowId;
}

/** The troubles of open workflows. */
export async function troublesOf(client: Client, open: readonly Description[]): Promise<WorkflowTrouble[]> {
  const found = await Promise.all(open.map(async (one) => [...pausedIn(one), ...(await stuckIn(client, one))]));
  return found.flat();
}

/** For display, with what to do. */
export function troubleText({ kind, workflowId, what }: WorkflowTrouble, run: string): string {
  if (kind === 'paused')
    return `the activity ${what} of ${workflowId} is paused in Temporal; unpause it there, or restart the run from the store: eagan pause ${run}, then eagan resume ${run}`;
  return `EAGAN_WORKFLOW_STUCK: the workflow ${workflowId} fails repeatedly (${what}); restart the run from the store: eagan resume ${run}`;
}

function pausedIn({ workflowId, raw }: Description): WorkflowTrouble[] {
  const paused = (raw.pendingActivities ?? []).filter((activity) => activity.paused);
  return paused.map(({ activityType }) => ({ kind: 'paused', workflowId, what: activityType?.name ?? 'step' }));
}

/**
 * A task's first attempt may still run, and a lost worker causes a second one. Only the history says that a task has
 * failed.
 */
async function stuckIn(client: Client, { workflowId, runId, raw }: Description): Promise<WorkflowTrouble[]> {
  if ((raw.pendingWorkflowTask?.attempt ?? 0) < 2) return [];
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 3,
  });
  const failed = history?.events?.find(({ eventType }) => eventType === EVENT_TYPE_WORKFLOW_TASK_FAILED);
  const { cause, failure } = failed?.workflowTaskFailedEventAttributes ?? {};
  if (!failed || harmless.includes(cause)) return [];
  const message = failure ? await failureMessage(client, workflowId, failure) : null;
  return [{ kind: 'stuck', workflowId, what: (message ?? 'no reason given').split('\n')[0]! }];
}
