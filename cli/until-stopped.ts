// Work that a person may end by Ctrl-C.
import { exitCodes } from '../terminal/exit-codes.js';
import type { Context } from './command.js';

/**
 * Works to its end, or until SIGINT or SIGTERM: then it ends and tidies what it began, says so, and returns null.
 */
export async function untilStopped<T>(
  context: Context,
  saying: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    return await work(stopped.signal);
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    context.exitCode = exitCodes.interrupted;
    context.output.note(saying);
    return null;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop);
  }
}
