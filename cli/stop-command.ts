// `pause` and `cancel`: two names for stopping a run. After `pause` the user means to continue it.
import type { Command } from 'commander';
import type { Actor } from '../domain/ledger/actor.js';
import { stoppedBy, type StopRequest } from '../domain/runs/run-state.js';
import type { RunInStore, Store } from '../store/index.js';
import type { Context } from './command.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { addReason, type WithReason } from '../terminal/reason-option.js';

type Kind = StopRequest['kind'];

/** Adds argument and action. */
export function registerStop(kind: Kind, cli: Command, context: Context): void {
  const what = 'id of a run, or the name of a matrix, or its beginning; asked for on a terminal';
  addReason(cli.argument('[run-or-matrix]', what)).action(async (asked: string | undefined, { reason }: WithReason) => {
    const { storeWithRuns } = await import('../control/runs/open-store.js');
    const { actorOf } = await import('../control/identity/actor.js');
    const { runToChange } = await import('./choose-run.js');
    const { matrixOrNull } = await import('../control/matrix/find-matrix.js');
    const by = actorOf(context.environment, reason);
    const store = await storeWithRuns(context.stateFolder());
    const matrix = await matrixOrNull(store, asked);
    if (matrix) {
      const { stopMatrix } = await import('./matrix/stop-matrix.js');
      const stopOne = (run: RunInStore): Promise<string> => stopRunning({ kind, by }, store, run, context);
      return stopMatrix({ kind, by }, store, matrix, context, stopOne);
    }
    const run = await runToChange(store, asked, kind, context);
    if (run) await stop({ kind, by }, store, run, context);
    else context.exitCode = exitCodes.no;
  });
}

const doing = { pause: 'pausing', cancel: 'cancelling' } as const;

interface Stop {
  readonly kind: Kind;
  readonly by: Actor;
}

async function stop({ kind, by }: Stop, store: Store, run: RunInStore, context: Context): Promise<void> {
  const { output } = context;
  const name = run.frozen.run;
  const status = stoppedBy[kind];
  const before = run.state?.status ?? 'not started';
  const isRunning = before === 'running';
  if (!isRunning && !(kind === 'cancel' && ['paused', 'blocked'].includes(before))) {
    context.exitCode = before === status ? exitCodes.yes : exitCodes.no;
    return output.result(
      { run: name, status: before, [status]: before === status },
      () => `${name} is ${before}; there is nothing to ${kind}`,
    );
  }
  output.note(`${doing[kind]} ${name} …`);
  const after = isRunning ? await stopRunning({ kind, by }, store, run, context) : await cancelHeld(store, run, by);
  const isDone = after === status;
  if (!isDone) context.exitCode = exitCodes.no;
  output.result({ run: name, status: after, [status]: isDone }, () =>
    isDone
      ? `${name} is ${status}; its finished steps are kept. Continue it: eagan resume ${name}`
      : `${name} had already ended: ${after}`,
  );
}

async function stopRunning(
  stop: Stop,
  store: Store,
  run: RunInStore,
  { output, stateFolder }: Context,
): Promise<string> {
  const { stopRun } = await import('../control/execution/stop-run.js');
  const { createDisplay } = await import('./display.js');
  const { openSession } = await import('../control/execution/session.js');
  const connect = (): ReturnType<typeof openSession> => openSession(stateFolder(), store.id, output.note);
  const { signal } = new AbortController();
  return (await stopRun(stop, { store, run, follower: createDisplay(output), signal, connect }))!.status;
}

async function cancelHeld(store: Store, run: RunInStore, by: Actor): Promise<string> {
  const { cancelHeld } = await import('../control/execution/stop-run.js');
  await cancelHeld(store, run, by);
  return stoppedBy.cancel;
}
