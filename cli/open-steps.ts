// What Temporal knows of a run at this moment: whether it is open, and which steps are being tried.
import { WorkflowNotFoundError, type Client, type WorkflowExecutionStatusName } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { runAttribute } from '../domain/search-attributes.js';
import type { Progress } from '../trainer/types.js';
import type { OpenStep } from './progress.js';

type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

/** What trainers' heartbeats carry. */
interface Heartbeat {
  readonly place?: string;
  readonly progress?: Progress;
}

/** The status of the run's own workflow; null when this server never heard of it. */
export async function executionStatus(client: Client, run: string): Promise<WorkflowExecutionStatusName | null> {
  try {
    return (await client.workflow.getHandle(run).describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** The pending activities of all open workflows of a run. */
export async function openSteps(client: Client, run: string): Promise<OpenStep[]> {
  const query = `${runAttribute} = '${run}' AND ExecutionStatus = 'Running'`;
  const steps: OpenStep[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    steps.push(...(raw.pendingActivities ?? []).map(openStep));
  }
  return steps.sort((a, b) => ((a.place ?? '~') < (b.place ?? '~') ? -1 : 1));
}

/** A pending activity as people see it. */
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
