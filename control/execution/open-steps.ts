// What Temporal knows of a run now: whether it is open, and which steps are being attempted.
import { WorkflowNotFoundError, type Client, type WorkflowExecutionStatusName } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import type { Progress } from '../../trainer/types.js';
import type { OpenStep } from '../progress/progress.js';
import { openedActivity } from './opened-payloads.js';
import type { openWorkflows } from './workflow-troubles.js';

type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

/** The content of a trainer's heartbeats. */
interface Heartbeat {
  readonly place?: string;
  readonly progress?: Progress;
}

/** The latest execution of a run's own workflow on a server. */
export interface Execution {
  readonly status: WorkflowExecutionStatusName;
  /**
   * Whether it has a memo that eagan sealed for its queue. Otherwise an earlier version started it, or somebody else
   * did, perhaps with a copied memo and on a queue that nobody serves.
   */
  readonly isOurs: boolean;
  /** The epoch of ownership in which it was started; 0 if it is not ours. */
  readonly epoch: number;
  /** Temporal's own id of the execution: an action on it cannot hit a later one. */
  readonly runId: string;
  readonly workflowId: string;
}

/** What the memo of a run's own workflow says. */
export interface RunMemo {
  /** Of ownership. */
  readonly epoch: number;
  /** The task queue on which it was started. */
  readonly queue: string;
}

/** null if this server never had the workflow, or has forgotten it. */
export async function executionOf(client: Client, workflowId: string): Promise<Execution | null> {
  try {
    const { status, memo, runId, taskQueue } = await client.workflow.getHandle(workflowId).describe();
    const { epoch, queue } = (memo ?? {}) as Partial<RunMemo>;
    const isOurs = typeof epoch === 'number' && queue === taskQueue;
    return { status: status.name, isOurs, epoch: isOurs ? epoch : 0, runId, workflowId };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** The pending activities of open workflows, in order of their places. */
export async function stepsIn(client: Client, open: Awaited<ReturnType<typeof openWorkflows>>): Promise<OpenStep[]> {
  const pending = open.flatMap(({ workflowId, raw }) =>
    (raw.pendingActivities ?? []).map((activity) => openedActivity(client, workflowId, activity)),
  );
  const steps = (await Promise.all(pending)).map(openStep);
  return steps.sort((a, b) => ((a.place ?? '~') < (b.place ?? '~') ? -1 : 1));
}

/** A pending activity for display, after `openedActivity`. */
export function openStep({ activityType, heartbeatDetails, attempt, lastFailure }: PendingActivity): OpenStep {
  const [payload] = heartbeatDetails?.payloads ?? [];
  const heartbeat = payload ? defaultPayloadConverter.fromPayload<Heartbeat>(payload) : {};
  return {
    place: heartbeat.place ?? null,
    activity: activityType?.name ?? 'step',
    progress: heartbeat.progress ?? null,
    attempt: attempt ?? 1,
    lastFailure: lastFailure ? failureText(lastFailure) : null,
  };
}

function failureText({
  message,
  applicationFailureInfo,
  timeoutFailureInfo,
}: temporal.api.failure.v1.IFailure): string {
  const type = timeoutFailureInfo ? 'no sign of life' : (applicationFailureInfo?.type ?? 'failure');
  return `${type}: ${String(message).split('\n')[0]}`;
}
