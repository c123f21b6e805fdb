// Which Temporal to use: a configured one (TEMPORAL_ADDRESS, profiles, TLS, API key) if there is one, and whether it
// answers.
import type { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { EaganError } from '../domain/errors.js';
import { proxyFor, proxyText, withProxyVariables, type Proxy } from './proxy.js';
import { rememberSecrets, requireTlsForKeys, withoutSecrets } from './secrets.js';
import type { TemporalEndpoint } from './types.js';

/** What both SDK connections (client and worker) accept. */
type ConnectionOptions = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

/** A Temporal and how to connect to it. */
export interface TemporalTarget {
  readonly endpoint: TemporalEndpoint;
  readonly connection: ConnectionOptions;
  /** The proxy to it; null: a direct connection. */
  readonly proxy: Proxy | null;
}

const cure =
  'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and TEMPORAL_PROFILE, or unset them to use the embedded server.';

/**
 * The configured Temporal; null if no address is configured. Throws EAGAN_TEMPORAL_UNREACHABLE if the configuration
 * cannot be read, and EAGAN_KEY_WITHOUT_TLS if a key would be sent as it is.
 */
export function configuredTarget(): TemporalTarget | null {
  const { connectionOptions, namespace } = readConfiguration();
  if (!connectionOptions.address) return null;
  const { address } = connectionOptions;
  const proxy = proxyFor(address);
  requireTlsForKeys(connectionOptions);
  rememberSecrets(connectionOptions, proxy);
  return {
    endpoint: { kind: 'configured', address, namespace: namespace ?? 'default', ui: null },
    connection: connectionOptions,
    proxy,
  };
}

/** How to connect to an endpoint that another process has reported. */
export function targetOf(endpoint: TemporalEndpoint): TemporalTarget {
  const direct = { endpoint, connection: { address: endpoint.address }, proxy: null };
  if (endpoint.kind === 'embedded') return direct;
  const configured = configuredTarget();
  if (configured?.endpoint.address !== endpoint.address) return { ...direct, proxy: proxyFor(endpoint.address) };
  return { endpoint, connection: configured.connection, proxy: endpoint.isOwn ? null : configured.proxy };
}

/** Connects and looks the namespace up. Throws EAGAN_TEMPORAL_UNREACHABLE after `limitMs` at the latest. */
export async function connectToServer(target: TemporalTarget, limitMs = 5_000): Promise<Connection> {
  const { endpoint } = target;
  const deadline = Date.now() + limitMs;
  let connected: Connection | undefined;
  try {
    connected = await lazyConnection(target, limitMs);
    await connected.ensureConnected();
    const { workflowService } = connected;
    await connected.withDeadline(deadline, () => workflowService.describeNamespace({ namespace: endpoint.namespace }));
    return connected;
  } catch (error) {
    await connected?.close();
    const reason = firstLine(error);
    throw unreachable(target, `must answer within ${limitMs / 1000} s (got: ${reason})`, error);
  }
}

/** An error about a Temporal that does not do what it must; it names the proxy in between. */
export function unreachable({ endpoint, proxy }: TemporalTarget, must: string, cause: unknown): EaganError {
  const through = proxy ? ` through ${proxyText(proxy)}` : '';
  const said = withoutSecrets(must);
  const message = `Temporal at ${endpoint.address} (namespace ${endpoint.namespace})${through} ${said}`;
  const host = endpoint.address.replace(/:\d+$/, '');
  const way = proxy
    ? `Check the proxy in ${proxy.variable}; to connect without it, add ${host} to no_proxy. ${cure}`
    : endpoint.kind === 'embedded'
      ? 'Run the command again to restart the embedded server. Its log is logs/server.log in the state folder.'
      : cure;
  return new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, way, said === must ? { cause } : {});
}

/**
 * A connection that is not open yet: grpc-js chooses a proxy when it is made. Temporal's client is loaded only here,
 * because commands that ask nothing but where the server is are many, and loading takes half a second.
 */
async function lazyConnection({ connection, proxy }: TemporalTarget, limitMs: number): Promise<Connection> {
  const { Connection } = await import('@temporalio/client');
  const options = { ...connection, connectTimeout: limitMs };
  if (proxy) return withProxyVariables(proxy, () => Connection.lazy(options));
  return Connection.lazy({ ...options, channelArgs: { 'grpc.enable_http_proxy': 0 } });
}

function readConfiguration(): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    const message = `the Temporal configuration must be readable (got: ${firstLine(error)})`;
    throw new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, cure, { cause: error });
  }
}

function firstLine(error: unknown): string {
  const details = (error as { details?: unknown }).details;
  const text = typeof details === 'string' && details ? details : String((error as Error)?.message ?? error);
  return text.split('\n')[0]!;
}
