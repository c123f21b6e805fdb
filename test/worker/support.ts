// A configured Temporal, no configured Temporal, and connections to servers, for the tests of worker/.
import type { Client, Connection } from '@temporalio/client';
import { executionOf } from '../../control/execution/open-steps.js';
import { connectToServer, targetOf } from '../../worker/endpoint.js';
import type { TemporalEndpoint } from '../../worker/types.js';

/** Hides a Temporal that the user has configured from this process and its children. */
export function forgetConfiguredTemporal(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
  process.env.TEMPORAL_CONFIG_FILE = '/nowhere/temporal.toml';
}

/** Calls `use` with a connection to a server, and closes it. */
export async function withConnection<T>(
  endpoint: TemporalEndpoint,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connectToServer(targetOf(endpoint));
  return use(connection).finally(() => connection.close());
}

/** True if the server knows the workflow. Throws if it does not answer. */
export const knowsWorkflow = async (client: Client, id: string): Promise<boolean> =>
  (await executionOf(client, id)) !== null;

/** Calls `work` with a configured Temporal. */
export async function withConfigured<T>(address: string, namespace: string, work: () => Promise<T>): Promise<T> {
  Object.assign(process.env, { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });
  return work().finally(forgetConfiguredTemporal);
}
