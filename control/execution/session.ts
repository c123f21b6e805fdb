// A command's connection to a state folder's processes: keeps the supervisor running, and is connected to its Temporal.
import { Client, type Connection } from '@temporalio/client';
import type { Digest } from '../../domain/digest.js';
import { taskQueues, type TaskQueues } from '../../domain/runs/queues.js';
import { creationOf, type SearchAttribute } from '../../domain/runs/search-attributes.js';
import { connectToServer, targetOf } from '../../worker/endpoint.js';
import { missingSearchAttributes } from '../../worker/namespace.js';
import { sealedConverter } from '../../worker/sealing/data-converter.js';
import type { KeyRing } from '../../worker/sealing/key-ring.js';
import { openKeys } from '../../worker/sealing/keys.js';
import { ensureSupervisor, type SupervisorHandle } from '../../worker/supervisor.js';
import type { TemporalEndpoint } from '../../worker/types.js';

export interface TemporalSession {
  readonly client: Client;
  readonly endpoint: TemporalEndpoint;
  readonly queues: TaskQueues;
  /** Digest of the runtime identity of this folder's trainers, without threads. */
  readonly runtime: Digest;
  /** The search attributes that a configured server does not have. Tells people about them. */
  lackingAttributes(): Promise<readonly SearchAttribute[]>;
  /** Lets supervisor and server continue by themselves. */
  close(): Promise<void>;
}

/** Starts what is not running, and connects. Reports it if that takes a while. */
export async function openSession(
  stateFolder: string,
  storeId: string,
  tell: (text: string) => void,
): Promise<TemporalSession> {
  const slow = setTimeout(() => tell('starting the Temporal server and the worker …'), 1500);
  let supervisor: SupervisorHandle | undefined;
  try {
    supervisor = await ensureSupervisor(stateFolder);
    const keys = openKeys(stateFolder);
    const connection = await connectToServer(targetOf(supervisor.endpoint));
    return sessionOf(supervisor, connection, storeId, keys, tell);
  } catch (error) {
    supervisor?.release();
    throw error;
  } finally {
    clearTimeout(slow);
  }
}

function sessionOf(
  supervisor: SupervisorHandle,
  connection: Connection,
  storeId: string,
  keys: KeyRing,
  tell: (text: string) => void,
): TemporalSession {
  const { endpoint, runtime } = supervisor;
  // Calls would be retried for twenty seconds; a command that follows the run starts another supervisor at once.
  void supervisor.closed.then(() => connection.close());
  return {
    client: new Client({ connection, namespace: endpoint.namespace, dataConverter: sealedConverter(keys) }),
    endpoint,
    queues: taskQueues(storeId, runtime),
    runtime,
    lackingAttributes: async () => {
      if (endpoint.kind === 'embedded') return [];
      const lacking = await missingSearchAttributes(connection, endpoint.namespace);
      if (lacking.length > 0) tell(withoutAttributes(lacking));
      return lacking;
    },
    close: async () => {
      supervisor.release();
      await connection.close();
    },
  };
}

const withoutAttributes = (lacking: readonly SearchAttribute[]): string =>
  `the Temporal server does not have ${lacking.join(' and ')}: its lists cannot be filtered by them. Its administrator can create them: ${creationOf(lacking)}`;

/** Where Temporal's web UI shows a workflow; null if there is none that we know of. */
export function workflowLink(endpoint: TemporalEndpoint | null, workflowId: string): string | null {
  if (!endpoint?.ui) return null;
  return `${endpoint.ui}/namespaces/${endpoint.namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
