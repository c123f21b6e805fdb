// `eagan attach [RUN]`: follow a run to its end; the latest unless one is named.
import type { CommandModule } from '../command.js';

export const command: CommandModule = {
  summary: 'follow a run, or show its result',
  register: (cli, context) => {
    cli.argument('[run]', 'id of a run or its beginning (default: the latest)').action(async (asked?: string) => {
      const { storeWithRuns } = await import('../open-store.js');
      const { findRun } = await import('../find-run.js');
      const { attachTo, runFailed, tellCancelled } = await import('../attach.js');
      const store = await storeWithRuns(context.stateFolder());
      const run = await findRun(store, asked);
      const { state } = run;
      // What has ended is told, and started again only by `run`.
      if (state?.status === 'failed' || state?.status === 'blocked') throw runFailed(run.frozen.run, state);
      if (state?.status === 'cancelled') return tellCancelled(run.frozen.run, context);
      await attachTo(store, run, context);
    });
  },
};
