// `eagan cancel RUN`: end a run; its finished steps stay in the store.
import type { RunInStore, Store } from '../../store/index.js';
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../exit-codes.js';

export const command: CommandModule = {
  summary: 'end a run; its finished steps are kept',
  register: (cli, context) => {
    cli.argument('[run]', 'id of a run or its beginning; asked for on a terminal').action(async (asked?: string) => {
      const { storeWithRuns } = await import('../open-store.js');
      const { runToChange } = await import('../choose-run.js');
      const store = await storeWithRuns(context.stateFolder());
      const run = await runToChange(store, asked, 'cancel', context);
      if (run) await cancel(store, run, context);
      else context.exitCode = exitCodes.no;
    });
  },
};

async function cancel(store: Store, run: RunInStore, context: Context): Promise<void> {
  const { output } = context;
  const name = run.frozen.run;
  if (run.state?.status !== 'running') {
    context.exitCode = exitCodes.no;
    const status = run.state?.status ?? 'not started';
    return output.result(
      { run: name, status, cancelled: false },
      () => `${name} is ${status}; there is nothing to cancel`,
    );
  }
  const { cancelRun } = await import('../cancel-run.js');
  const { createDisplay } = await import('../display.js');
  const { openSession } = await import('../session.js');
  output.note(`cancelling ${name} …`);
  const connect = (): ReturnType<typeof openSession> => openSession(context.stateFolder(), store.id, output);
  const { signal } = new AbortController();
  const state = (await cancelRun({ store, run, display: createDisplay(output), signal, connect }))!;
  const cancelled = state.status === 'cancelled';
  if (!cancelled) context.exitCode = exitCodes.no;
  output.result({ run: name, status: state.status, cancelled }, () =>
    cancelled ? `${name} is cancelled; its finished steps are kept` : `${name} had ended before: ${state.status}`,
  );
}
