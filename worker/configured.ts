// Prepares a configured Temporal for runs: it answers, and its namespace has the search attributes.
import { EaganError } from '../domain/errors.js';
import { creationOf, runAttribute } from '../domain/runs/search-attributes.js';
import { configuredTarget, connectToServer, targetOf } from './endpoint.js';
import { missingSearchAttributes, registerSearchAttributes, type Operated } from './namespace.js';
import { loopback } from './ports.js';
import { readServerFile } from './server-file.js';
import { statePaths } from './state-paths.js';
import type { TemporalEndpoint } from './types.js';

/** The configured Temporal; null if none is configured. Throws EAGAN_TEMPORAL_UNREACHABLE if it cannot serve runs. */
export async function prepareConfigured(stateFolder: string): Promise<TemporalEndpoint | null> {
  const configured = configuredTarget();
  if (!configured) return null;
  const target = isOwnServer(configured.endpoint, stateFolder)
    ? targetOf({ ...configured.endpoint, isOwn: true })
    : configured;
  const connection = await connectToServer(target);
  try {
    await requireSearchAttributes(connection, target.endpoint);
    return target.endpoint;
  } finally {
    await connection.close();
  }
}

/**
 * Whether the configured address is that of the folder's own embedded server. Then one more worker may work beside it.
 */
function isOwnServer({ address }: TemporalEndpoint, stateFolder: string): boolean {
  const ports = readServerFile(statePaths(stateFolder).serverFile)?.ports;
  const hosts = [loopback, 'localhost', '[::1]'];
  return ports !== null && ports !== undefined && hosts.some((host) => address === `${host}:${ports.port}`);
}

/**
 * Registers what is missing. A run's workflows are found by one attribute; without the others a run is only harder to
 * find in the web UI. @internal A test calls it.
 */
export async function requireSearchAttributes(
  connection: Operated,
  { address, namespace }: Pick<TemporalEndpoint, 'address' | 'namespace'>,
): Promise<void> {
  try {
    await registerSearchAttributes(connection, namespace);
  } catch (error) {
    const missing = await missingSearchAttributes(connection, namespace).catch(() => [runAttribute]);
    if (!missing.includes(runAttribute)) return;
    const message = `namespace ${namespace} at ${address} must have the search attribute ${runAttribute} (registering it failed: ${(error as Error).message})`;
    const cure = `Ask the administrator of that server to create it: ${creationOf()}`;
    throw new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, cure, { cause: error });
  }
}
