// Opens what Temporal shows of running work: heartbeats, and the messages of failures. What is not ours stays out.
import type { Client } from '@temporalio/client';
import type { Payload, SerializationContext } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';

type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;
type Failure = temporal.api.failure.v1.IFailure;

/** A pending activity with its heartbeat and the message of its last failure as eagan wrote them. */
export async function openedActivity(
  client: Client,
  workflowId: string,
  activity: PendingActivity,
): Promise<PendingActivity> {
  const { heartbeatDetails, lastFailure } = activity;
  const { namespace } = client.options;
  const activityId = activity.activityId ?? undefined;
  const context = { type: 'activity', namespace, workflowId, activityId, isLocal: false } as const;
  const payloads = await opened(client, heartbeatDetails?.payloads ?? [], context);
  const failure = lastFailure && { ...lastFailure, message: await messageOf(client, lastFailure, context) };
  return { ...activity, heartbeatDetails: { payloads }, lastFailure: failure };
}

/** The message of a workflow task's failure. The SDK binds some of them to the workflow and some to nothing. */
export async function failureMessage(client: Client, workflowId: string, failure: Failure): Promise<string | null> {
  const { namespace } = client.options;
  const context = { type: 'workflow', namespace, workflowId } as const;
  const bound = await sealedMessage(client, failure, context);
  return bound ?? (await messageOf(client, failure, undefined));
}

async function messageOf(
  client: Client,
  failure: Failure,
  context: SerializationContext | undefined,
): Promise<string | null> {
  return (await sealedMessage(client, failure, context)) ?? failure.message ?? null;
}

async function sealedMessage(
  client: Client,
  { encodedAttributes }: Failure,
  context: SerializationContext | undefined,
): Promise<string | null> {
  if (!encodedAttributes) return null;
  const [payload] = await opened(client, [encodedAttributes], context);
  const { payloadConverter } = client.options.loadedDataConverter;
  const { message } = payloadConverter.fromPayload<{ message?: unknown }>(payload!) ?? {};
  return typeof message === 'string' ? message : null;
}

async function opened(
  client: Client,
  payloads: Payload[],
  context: SerializationContext | undefined,
): Promise<Payload[]> {
  const { payloadCodecs } = client.options.loadedDataConverter;
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads, context);
  return payloads;
}
