// For `status` and `doctor`: what keeps running runs from continuing, as the supervisor's Temporal reports it.
import { Client } from '@temporalio/client';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import type { Store } from '../../store/index.js';
import { connectToServer, targetOf } from '../../worker/endpoint.js';
import { sealedConverter } from '../../worker/sealing/data-converter.js';
import { existingKeys } from '../../worker/sealing/keys.js';
import type { TemporalEndpoint } from '../../worker/types.js';
import { executionOf } from './open-steps.js';
import { openWorkflows, troublesOf, troubleText } from './workflow-troubles.js';

const limitMs = 3_000;

/**
 * Texts by run, without runs that have no trouble. If Temporal does not answer, there are none; that is shown
 * elsewhere.
 */
export async function troublesOfRuns(
  stateFolder: string,
  endpoint: TemporalEndpoint | null | undefined,
  store: Store,
  runs: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (!endpoint || runs.length === 0) return new Map();
  const connection = await connectToServer(targetOf(endpoint), limitMs).catch(() => null);
  if (!connection) return new Map();
  const dataConverter = sealedConverter(existingKeys(stateFolder));
  const client = new Client({ connection, namespace: endpoint.namespace, dataConverter });
  try {
    const found = await connection.withDeadline(Date.now() + limitMs, () =>
      Promise.all(runs.map(async (run) => [run, await textsOf(client, store, run)] as const)),
    );
    return new Map(found.filter(([, texts]) => texts.length > 0));
  } catch {
    return new Map();
  } finally {
    await connection.close();
  }
}

async function textsOf(client: Client, store: Store, run: string): Promise<string[]> {
  const workflowId = runWorkflowId(run, store.id);
  const execution = await executionOf(client, workflowId);
  if (execution?.status === 'RUNNING' && !execution.isOurs)
    return [
      `the workflow of the run is not one that this version sealed; continue from the store: eagan resume ${run}`,
    ];
  const open = await openWorkflows(client, workflowId);
  return (await troublesOf(client, open)).map((trouble) => troubleText(trouble, run));
}
