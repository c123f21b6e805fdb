// Which Temporal to use: a configured one (TEMPORAL_ADDRESS, profiles, TLS, API key) if there is one; and whether it answers.
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { EaganError } from '../domain/errors.js';
import type { TemporalEndpoint } from './types.js';

/** What both SDK connections (client and worker) take. */
export type ConnectionOptions = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

/** A Temporal and how to connect to it. */
export interface TemporalTarget {
  readonly endpoint: TemporalEndpoint;
  readonly connection: ConnectionOptions;
}

const cure =
  'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and TEMPORAL_PROFILE, or unset them to use the embedded server.';

/** The configured Temporal, or null when no address is configured. Throws EAGAN_TEMPORAL_UNREACHABLE when the configuration cannot be read. */
export function configuredTarget(): TemporalTarget | null {
  const { connectionOptions, namespace } = readConfiguration();
  if (!connectionOptions.address) return null;
  const { address } = connectionOptions;
  return {
    endpoint: { kind: 'configured', address, namespace: namespace ?? 'default', ui: null },
    connection: connectionOptions,
  };
}

/** How to connect to an endpoint that another process has told of. */
export function targetOf(endpoint: TemporalEndpoint): TemporalTarget {
  if (endpoint.kind === 'embedded') return { endpoint, connection: { address: endpoint.address } };
  const configured = configuredTarget();
  if (configured?.endpoint.address === endpoint.address) return { endpoint, connection: configured.connection };
  return { endpoint, connection: { address: endpoint.address } };
}

/** Connects and looks the namespace up. Throws EAGAN_TEMPORAL_UNREACHABLE after `limitMs` at the latest. */
export async function connectTo({ endpoint, connection }: TemporalTarget, limitMs = 5_000): Promise<Connection> {
  const deadline = Date.now() + limitMs;
  let connected: Connection | undefined;
  try {
    connected = await Connection.connect({ ...connection, connectTimeout: limitMs });
    const { workflowService } = connected;
    await connected.withDeadline(deadline, () => workflowService.describeNamespace({ namespace: endpoint.namespace }));
    return connected;
  } catch (error) {
    await connected?.close();
    const reason = firstLine(error);
    const message = `Temporal at ${endpoint.address} (namespace ${endpoint.namespace}) must answer within ${limitMs / 1000} s (got: ${reason})`;
    throw new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, cure, { cause: error });
  }
}

function readConfiguration(): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    const message = `the configuration of Temporal must be readable (got: ${firstLine(error)})`;
    throw new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, cure, { cause: error });
  }
}

function firstLine(error: unknown): string {
  const details = (error as { details?: unknown }).details;
  const text = typeof details === 'string' && details ? details : String((error as Error)?.message ?? error);
  return text.split('\n')[0]!;
}
