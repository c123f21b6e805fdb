// What `matrix` does with a matrix that is to go on: starts its runs one after the other and watches them, or starts
// one and leaves the others to the worker.
import type { Actor } from '../../domain/ledger/actor.js';
import { followRun } from '../../control/execution/follow-run.js';
import { openSession, type TemporalSession } from '../../control/execution/session.js';
import { findMatrix, statusOf } from '../../control/matrix/find-matrix.js';
import { startNext, type NextRun } from '../../control/matrix/start-next.js';
import type { MatrixInStore, RunInStore, Store } from '../../store/index.js';
import { exitCodes } from '../../terminal/exit-codes.js';
import type { Context } from '../command.js';
import { createDisplay } from '../display.js';
import { howItFailed } from '../run-end.js';
import { shownMatrix } from './show-matrix.js';

const connectTo =
  (store: Store, { stateFolder, output }: Context) =>
  (): Promise<TemporalSession> =>
    openSession(stateFolder(), store.id, output.note);

/** True if people stopped the matrix: only `resume` continues it then. */
export async function tellMatrixStopped(store: Store, found: MatrixInStore, context: Context): Promise<boolean> {
  const status = await statusOf(store, found);
  if (status !== 'paused' && status !== 'cancelled') return false;
  const { name } = found.matrix;
  context.exitCode = exitCodes.stopped;
  context.output.result({ matrix: name, status }, () => `${name} is ${status}. Continue it: eagan resume ${name}`);
  return true;
}

/** Starts the next run, if none is running, and returns: the worker starts the others. */
export async function startOne(store: Store, name: string, context: Context, by: Actor): Promise<void> {
  const { output } = context;
  const next = (await isOver(store, name)) ? null : await startIn(store, name, context, by);
  const run = next?.run?.frozen.run ?? null;
  const status = await statusOf(store, await findMatrix(store, name));
  output.result({ matrix: name, status, run }, () =>
    run === null
      ? `${name} is ${status}; show it: eagan status ${name}`
      : `${name} is ${status}, now with ${run}\nwatch: eagan matrix ${name} · pause: eagan pause ${name} · status: eagan status ${name}`,
  );
}

async function isOver(store: Store, name: string): Promise<boolean> {
  return ['completed', 'incomplete'].includes(await statusOf(store, await findMatrix(store, name)));
}

async function startIn(store: Store, name: string, context: Context, by: Actor): Promise<NextRun> {
  const session = await connectTo(store, context)();
  try {
    const next = await startNext(session, store, name, by);
    for (const { message } of next.refused) context.output.note(message);
    return next;
  } finally {
    await session.close();
  }
}

/** Runs a matrix to its end, or until Ctrl-C: it goes on then. */
export async function followMatrix(store: Store, name: string, context: Context, by: Actor): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    while (!interrupted.signal.aborted && !(await isOver(store, name))) {
      const { run } = await startIn(store, name, context, by);
      if (run === null) break;
      await followOne(store, name, run, context, interrupted.signal);
    }
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
  if (!interrupted.signal.aborted) return tellMatrixEnd(store, name, context);
  context.exitCode = exitCodes.interrupted;
  context.output.note(`left ${name} running; watch: eagan matrix ${name} · pause: eagan pause ${name}`);
}

async function followOne(
  store: Store,
  name: string,
  run: RunInStore,
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const { output } = context;
  const { members } = (await findMatrix(store, name)).matrix;
  const at = members.findIndex((member) => member.run === run.frozen.run);
  const what = `${run.frozen.run} (${at + 1} of ${members.length}: seed ${members[at]!.seed}${members[at]!.setting.map((one) => `, ${one}`).join('')})`;
  output.note(`${what} is running; Ctrl-C stops watching, not the matrix`);
  const connect = connectTo(store, context);
  const state = await followRun({ store, run, follower: createDisplay(output), signal, connect }, await connect());
  if (state === null) return;
  const failed = state.status === 'failed' || state.status === 'blocked';
  output.note(`${run.frozen.run} ${failed ? howItFailed(state) : `is ${state.status}`}`);
}

/** The exit code says whether every run has a result. */
async function tellMatrixEnd(store: Store, name: string, context: Context): Promise<void> {
  const { overview, settings, text } = await shownMatrix(store, await findMatrix(store, name), context);
  const { status } = overview;
  if (status === 'paused' || status === 'cancelled') context.exitCode = exitCodes.stopped;
  else if (status !== 'completed') context.exitCode = exitCodes.no;
  context.output.result({ ...overview, settings }, () => text);
}
