// The worker's connection to Temporal. It waits for a server that is starting again; any other failure has a code.
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import { EaganError } from '../domain/errors.js';
import { targetOf, unreachable, type TemporalTarget } from './endpoint.js';
import type { TemporalEndpoint } from './types.js';

const patienceMs = 60_000;
const pauseMs = 250;

/**
 * Connects as soon as the server answers. Throws EAGAN_TEMPORAL_UNREACHABLE after a minute, or if the signal says that
 * nobody waits any more.
 */
export async function connectNative(endpoint: TemporalEndpoint, signal: AbortSignal): Promise<NativeConnection> {
  for (const end = Date.now() + patienceMs; ; await sleep(pauseMs)) {
    try {
      return await connectOnce(targetOf(endpoint));
    } catch (error) {
      if (Date.now() > end || signal.aborted) throw unreachableBy(endpoint, error);
    }
  }
}

/** If the SDK throws while a worker is made, the server does not answer as it must. */
export function unreachableBy(endpoint: TemporalEndpoint, error: unknown): EaganError {
  if (error instanceof EaganError) return error;
  const reason = String((error as Error)?.message ?? error).split('\n')[0]!;
  const { message, cure } = unreachable(targetOf(endpoint), `must accept a worker (got: ${reason})`, error);
  const whole = `${cure} The worker restarts by itself; its log is logs/worker.log.`;
  return new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, whole);
}

/** Connects as a worker does, once. Throws EAGAN_TEMPORAL_UNREACHABLE. */
export async function tryNative(target: TemporalTarget): Promise<void> {
  try {
    await (await connectOnce(target)).close();
  } catch (error) {
    throw unreachableBy(target.endpoint, error);
  }
}

/** The SDK's core reads no proxy from the environment, so it gets one explicitly. */
function connectOnce({ connection, proxy }: TemporalTarget): Promise<NativeConnection> {
  if (!proxy) return NativeConnection.connect(connection);
  const { address: targetHost, credentials } = proxy;
  const basicAuth = credentials ? { basicAuth: credentials } : {};
  return NativeConnection.connect({ ...connection, proxy: { type: 'http-connect', targetHost, ...basicAuth } });
}
