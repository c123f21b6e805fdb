// Starts the execution of an epoch on a Temporal server. It ends an open one of an older epoch, never one of a newer
// epoch.
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { EaganError } from '../../domain/errors.js';
import type { PlanProgress } from '../../domain/plan/index.js';
import { requestedEnd } from '../../domain/runs/run-state.js';
import { runAttribute } from '../../domain/runs/search-attributes.js';
import { runTitle } from '../../domain/runs/workflow-titles.js';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { readRun, type RunInStore, type Store } from '../../store/index.js';
import type { RunInput } from '../../workflows/types.js';
import { executionOf, type RunMemo } from './open-steps.js';
import type { TemporalSession } from './session.js';

const eaganRun = defineSearchAttributeKey(runAttribute, SearchAttributeType.KEYWORD);

/** Throws EAGAN_SUPERSEDED if an execution of a newer epoch is open. */
export async function startExecution(
  session: TemporalSession,
  store: Store,
  { frozen, owner }: RunInStore,
  epoch: number,
  progress: PlanProgress | null,
): Promise<void> {
  const { client, queues } = session;
  const { run, pipeline, contents, decoder, fresh } = frozen;
  const lacking = await session.lackingAttributes();
  const workflowId = runWorkflowId(run, store.id);
  const input: RunInput = {
    ...{ schemaVersion: 1, run, epoch, pipeline, contents, decoder, queues, fresh, progress },
    ...(owner?.supersessions ? { supersessions: owner.supersessions } : {}),
    ...(lacking.length > 0 ? { withoutAttributes: lacking } : {}),
  };
  for (;;) {
    try {
      await client.workflow.start('runWorkflow', {
        workflowId,
        taskQueue: queues.control,
        args: [input],
        ...runTitle(run, pipeline),
        memo: { epoch, queue: queues.control } satisfies RunMemo,
        typedSearchAttributes: new TypedSearchAttributes([{ key: eaganRun, value: workflowId }]),
      });
      return;
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await endOlder(client, workflowId, run, epoch);
    }
  }
}

/**
 * The store refuses everything that it still does. A workflow of another host, or of a restored store, may be open for
 * days.
 */
async function endOlder(
  client: TemporalSession['client'],
  workflowId: string,
  run: string,
  epoch: number,
): Promise<void> {
  const open = await executionOf(client, workflowId);
  if (open?.status !== 'RUNNING') return;
  if (open.epoch >= epoch) throw startedBy(run, open.epoch, epoch);
  await client.workflow.getHandle(workflowId, open.runId).terminate(`epoch ${epoch} owns the run`).catch(unlessClosed);
}

/** Cancels the execution of an epoch that somebody asked to stop before it existed: they found nothing to cancel. */
export async function honourRequest(
  { client }: TemporalSession,
  store: Store,
  run: string,
  epoch: number,
): Promise<void> {
  if (!requestedEnd((await readRun(store.refs, run))?.request, epoch)) return;
  const workflowId = runWorkflowId(run, store.id);
  const execution = await executionOf(client, workflowId);
  if (execution?.epoch === epoch)
    await client.workflow.getHandle(workflowId, execution.runId).cancel().catch(unlessClosed);
}

/** It is no error to end what has ended. */
export function unlessClosed(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

function startedBy(run: string, found: number, epoch: number): EaganError {
  return new EaganError(
    'EAGAN_SUPERSEDED',
    `only the newest owner may start run ${run} (epoch ${found} is running, this one is ${epoch})`,
    `Follow it with: eagan attach ${run}`,
  );
}
