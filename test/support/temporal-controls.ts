// Temporal's own controls, as its UI and its commands use them, on a workflow and on its pending activities.
import type { Client } from '@temporalio/client';
import { openStep } from '../../control/execution/open-steps.js';
import { openedActivity } from '../../control/execution/opened-payloads.js';
import { waitUntil } from '../../worker/processes.js';
import { boundTo, sealPayload } from '../../worker/sealing/sealed-payload.js';
import { testKeys } from './temporal.js';

/** An open workflow. */
export interface WorkflowTarget {
  readonly client: Client;
  readonly workflowId: string;
}

/** A pending activity of a workflow. */
export interface ActivityTarget extends WorkflowTarget {
  readonly activityId: string;
}

const executionOf = ({ client, workflowId }: WorkflowTarget) => ({
  namespace: client.options.namespace,
  workflowExecution: { workflowId },
});

/** Resets a workflow to the end of its first task, as the UI does. */
async function reset(target: WorkflowTarget): Promise<unknown> {
  const { client, workflowId } = target;
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const first = events!.find(({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes);
  return client.workflowService.resetWorkflowExecution({
    ...executionOf(target),
    ...{ workflowTaskFinishEventId: first!.eventId!, requestId: `reset-${workflowId}`, reason: 'because' },
  });
}

export type WorkflowControl = (target: WorkflowTarget) => Promise<unknown>;

/** What can be done to a workflow. */
export const workflowControls = {
  terminating: ({ client, workflowId }: WorkflowTarget) => client.workflow.getHandle(workflowId).terminate('because'),
  cancelling: ({ client, workflowId }: WorkflowTarget) => client.workflow.getHandle(workflowId).cancel(),
  resetting: reset,
  deleting: (target: WorkflowTarget) => target.client.workflowService.deleteWorkflowExecution(executionOf(target)),
  signalling: ({ client, workflowId }: WorkflowTarget) => client.workflow.getHandle(workflowId).signal('hello', 1),
} as const satisfies Record<string, WorkflowControl>;

/** Waits for the pending activity of a workflow that reports work on a step. */
export async function activityAt(client: Client, workflowId: string, place: string): Promise<ActivityTarget> {
  let activityId: string | null | undefined;
  const isThere = async (): Promise<boolean> => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const pending = await Promise.all(
      (raw.pendingActivities ?? []).map((activity) => openedActivity(client, workflowId, activity)),
    );
    activityId = pending.find((activity) => openStep(activity).place === place)?.activityId;
    return Boolean(activityId);
  };
  if (!(await waitUntil(isThere, 120_000))) throw new Error(`no activity of ${workflowId} works on ${place}`);
  return { client, workflowId, activityId: activityId! };
}

const byId = ({ client, workflowId, activityId }: ActivityTarget) => ({
  namespace: client.options.namespace,
  workflowId,
  activityId,
});

const byExecution = ({ client, workflowId, activityId }: ActivityTarget) => ({
  namespace: client.options.namespace,
  execution: { workflowId },
  id: activityId,
});

/** Completes an activity with any data. */
export const complete = (activity: ActivityTarget, data: string, encoding = 'json/plain'): Promise<unknown> =>
  activity.client.workflowService.respondActivityTaskCompletedById({
    ...byId(activity),
    result: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) }] },
  });

/** Completes an activity with a payload that only somebody with the key can make, in an encoding that nobody knows. */
export const completeSealed = (activity: ActivityTarget): Promise<unknown> => {
  const { client, workflowId, activityId } = activity;
  const { namespace } = client.options;
  const unknown = { metadata: { encoding: Buffer.from('nobody/knows') }, data: Buffer.from('x') };
  const bound = boundTo({ type: 'activity', namespace, workflowId, activityId, isLocal: false });
  const payloads = [sealPayload(unknown, testKeys.sealing(), bound)];
  return client.workflowService.respondActivityTaskCompletedById({ ...byId(activity), result: { payloads } });
};

/** Fails an activity, for good or so that it is retried. */
export const fail = (activity: ActivityTarget, message: string, nonRetryable: boolean): Promise<unknown> =>
  activity.client.workflowService.respondActivityTaskFailedById({
    ...byId(activity),
    failure: { message, applicationFailureInfo: { type: 'Mine', nonRetryable } },
  });

export const resetActivity = (activity: ActivityTarget): Promise<unknown> =>
  activity.client.workflowService.resetActivity(byExecution(activity));

export const pause = (activity: ActivityTarget): Promise<unknown> =>
  activity.client.workflowService.pauseActivity(byExecution(activity));

export const unpause = (activity: ActivityTarget): Promise<unknown> =>
  activity.client.workflowService.unpauseActivity(byExecution(activity));
