// The worker's connection to Temporal: a server that is being started again is waited for, and what else fails has a code.
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import { EaganError } from '../domain/errors.js';
import { targetOf } from './endpoint.js';
import type { TemporalEndpoint } from './types.js';

const patienceMs = 60_000;
const pauseMs = 250;

/** Connects as soon as the server answers. Throws EAGAN_TEMPORAL_UNREACHABLE after a minute, or when the signal says that nobody waits any more. */
export async function connectNative(endpoint: TemporalEndpoint, signal: AbortSignal): Promise<NativeConnection> {
  for (const end = Date.now() + patienceMs; ; await sleep(pauseMs)) {
    try {
      return await NativeConnection.connect(targetOf(endpoint).connection);
    } catch (error) {
      if (Date.now() > end || signal.aborted) throw unreachableBy(endpoint, error);
    }
  }
}

/** What the SDK throws while a worker is made means that the server does not answer as it must. */
export function unreachableBy(endpoint: TemporalEndpoint, error: unknown): EaganError {
  if (error instanceof EaganError) return error;
  const reason = String((error as Error)?.message ?? error).split('\n')[0]!;
  const message = `Temporal at ${endpoint.address} (namespace ${endpoint.namespace}) must take a worker (got: ${reason})`;
  const cure = 'Nothing is lost: the worker is started again; see logs/worker.log if it never comes.';
  return new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, cure, { cause: error });
}
