// Somebody who reaches the Temporal port and has no key: starts workflows, answers their tasks, takes tasks of others.
import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

const { api } = proto.temporal;
const { CommandType, EventType } = api.enums.v1;

/** A payload as anybody can write it. */
export const plainPayload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value)!;

export interface ScheduledActivity {
  readonly type: string;
  readonly queue: string;
  readonly input: readonly Payload[];
}

export interface Answer {
  readonly completed: boolean;
  /** The failure's type, from what Temporal shows. */
  readonly type: string | null;
  readonly result: readonly Payload[];
}

let workflows = 0;

/** Starts a workflow of the attacker's own that schedules an activity on somebody's queue, and waits for its end. */
export async function scheduleActivity(
  client: Client,
  activity: ScheduledActivity,
  workflowId = `evil-${process.pid}-${workflows++}`,
): Promise<Answer> {
  const queue = `evil-${workflowId}`;
  await client.workflowService.startWorkflowExecution({
    ...{ namespace: client.options.namespace, workflowId, requestId: workflowId },
    ...{ workflowType: { name: 'evil' }, taskQueue: { name: queue }, identity: 'evil' },
  });
  const first = await workflowTask(client, queue);
  await client.workflowService.respondWorkflowTaskCompleted({
    namespace: client.options.namespace,
    taskToken: first.taskToken,
    commands: [scheduling(activity)],
  });
  const { events } = (await workflowTask(client, queue)).history!;
  await client.workflow.getHandle(workflowId).terminate();
  return answerIn(events!);
}

type Events = NonNullable<NonNullable<Awaited<ReturnType<typeof workflowTask>>['history']>['events']>;

async function workflowTask(client: Client, queue: string) {
  for (;;) {
    const request = { namespace: client.options.namespace, taskQueue: { name: queue }, identity: 'evil' };
    const task = await client.withDeadline(Date.now() + 70_000, () =>
      client.workflowService.pollWorkflowTaskQueue(request),
    );
    if (task.taskToken?.length) return task;
  }
}

function scheduling({ type, queue, input }: ScheduledActivity): proto.temporal.api.command.v1.ICommand {
  return {
    commandType: CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
    scheduleActivityTaskCommandAttributes: {
      ...{ activityId: '1', activityType: { name: type }, taskQueue: { name: queue } },
      input: { payloads: [...input] },
      startToCloseTimeout: { seconds: 60 as never },
      scheduleToCloseTimeout: { seconds: 60 as never },
      retryPolicy: { maximumAttempts: 1 },
    },
  };
}

function answerIn(events: Events): Answer {
  const completed = events.find(({ eventType }) => eventType === EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED);
  const failed = events.find(({ activityTaskFailedEventAttributes }) => activityTaskFailedEventAttributes);
  return {
    completed: completed !== undefined,
    type: failed?.activityTaskFailedEventAttributes?.failure?.applicationFailureInfo?.type ?? null,
    result: completed?.activityTaskCompletedEventAttributes?.result?.payloads ?? [],
  };
}

/** Takes one activity task from somebody's queue, if one comes within the time, and answers it. */
export async function stealActivity(client: Client, queue: string, result: Payload, limitMs: number): Promise<boolean> {
  const { namespace } = client.options;
  const request = { namespace, taskQueue: { name: queue }, identity: 'evil' };
  const poll = (): Promise<{ taskToken?: Uint8Array | null }> =>
    client.withDeadline(Date.now() + limitMs, () => client.workflowService.pollActivityTaskQueue(request));
  const { taskToken } = await poll().catch(() => ({ taskToken: null }));
  if (!taskToken?.length) return false;
  await client.workflowService.respondActivityTaskCompleted({ namespace, taskToken, result: { payloads: [result] } });
  return true;
}

/** What the history of a workflow has of its activities: their inputs and results, as the server keeps them. */
export async function recordedActivities(
  client: Client,
  workflowId: string,
): Promise<{ readonly inputs: Payload[]; readonly results: Payload[] }> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const inputs = events!.flatMap((event) => event.activityTaskScheduledEventAttributes?.input?.payloads ?? []);
  const results = events!.flatMap((event) => event.activityTaskCompletedEventAttributes?.result?.payloads ?? []);
  return { inputs, results };
}
