// What `run` and `attach` do with a run: follow it to its end, let go on Ctrl-C, and say how it came out.
import { join } from 'node:path';
import type { RunFailure, RunState } from '../domain/run-state.js';
import { EaganError } from '../domain/errors.js';
import { readRun, type RunInStore, type Store } from '../store/index.js';
import { statePaths } from '../worker/state-paths.js';
import type { TemporalEndpoint } from '../worker/types.js';
import type { Context } from './command.js';
import { createDisplay } from './display.js';
import { exitCodes } from './exit-codes.js';
import { followRun } from './follow-run.js';
import { openSession, runLink } from './session.js';
import { ensureStarted } from './start-run.js';

/** Sees to it that a run is going, then follows it. Shows a run that has its result at once, without starting anything. */
export async function attachTo(store: Store, run: RunInStore, context: Context): Promise<void> {
  if (run.state?.status === 'completed') return showCompleted(store, run, context, null);
  const { output } = context;
  const connect = (): ReturnType<typeof openSession> => openSession(context.stateFolder(), store.id, output);
  const session = await connect();
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    await ensureStarted(session, store, run).catch(async (error: unknown) => {
      await session.close();
      throw error;
    });
    const link = runLink(session.endpoint, run.frozen.run);
    output.note(`${run.frozen.run} is running${link ? ` (${link})` : ''}; Ctrl-C leaves it running`);
    const request = { store, run, display: createDisplay(output), signal: interrupted.signal, connect };
    const state = await followRun(request, session);
    await tellEnd(store, run, state, context, session.endpoint);
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

async function tellEnd(
  store: Store,
  { frozen: { run } }: RunInStore,
  state: RunState | null,
  context: Context,
  endpoint: TemporalEndpoint,
): Promise<void> {
  const { output } = context;
  switch (state?.status) {
    case 'completed':
      return showCompleted(store, (await readRun(store.refs, run))!, context, endpoint);
    case 'failed':
    case 'blocked':
      throw runFailed(run, state);
    case 'cancelled':
      return tellCancelled(run, context);
    default:
      context.exitCode = exitCodes.interrupted;
      output.note(`left ${run} running; watch it again: eagan attach ${run} · end it: eagan cancel ${run}`);
  }
}

/** A cancelled run: neither yes nor no. */
export function tellCancelled(run: string, context: Context): void {
  context.exitCode = exitCodes.stopped;
  context.output.result({ run, status: 'cancelled' }, () => `${run} was cancelled; its finished steps are kept`);
}

/** A failed run as an error: its own code is in the text, the exit code is that of a negative answer. */
export function runFailed(run: string, { code, message, cure, activity }: RunFailure): EaganError {
  const where = activity ? ` in ${activity}` : '';
  const again = 'run the same command again: finished steps are kept.';
  return new EaganError(
    'EAGAN_RUN_FAILED',
    `${run} failed${where}: ${code}: ${message}`,
    cure ? `${cure} Then ${again}` : `To try again, ${again}`,
  );
}

/** Lays the results down as files and shows them. */
async function showCompleted(
  store: Store,
  run: RunInStore,
  { output, environment, stateFolder }: Context,
  endpoint: TemporalEndpoint | null,
): Promise<void> {
  const { pictures, summarise } = await import('./summary.js');
  const { pictureRows, summaryText } = await import('./summary-text.js');
  const summary = await summarise(store, run, join(statePaths(stateFolder()).runs, run.frozen.run));
  const rows = output.json ? '' : pictureRows(await pictures(store, run), output, environment);
  output.result(summary, () => summaryText(summary, rows, runLink(endpoint, run.frozen.run)));
}
