// A Temporal client for commands.
import { Client } from '@temporalio/client';
import { connectTo, targetOf } from './endpoint.js';
import type { TemporalEndpoint } from './types.js';

export interface TemporalClient {
  readonly client: Client;
  readonly namespace: string;
  close(): Promise<void>;
}

/** Connects to an endpoint, as a supervisor's status or configuration names it. Throws EAGAN_TEMPORAL_UNREACHABLE. */
export async function connectClient(endpoint: TemporalEndpoint): Promise<TemporalClient> {
  const connection = await connectTo(targetOf(endpoint));
  const { namespace } = endpoint;
  return { client: new Client({ connection, namespace }), namespace, close: () => connection.close() };
}
