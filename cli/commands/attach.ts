// `eagan attach [RUN]`: follow a run to its end; the latest by default.
import type { CommandModule } from '../command.js';
import { addReason, type WithReason } from '../../terminal/reason-option.js';

export const command: CommandModule = {
  summary: 'follow a run, or show its result',
  register: (cli, context) => {
    addReason(cli.argument('[run]', 'id of a run or its beginning (default: the latest)')).action(
      async (asked: string | undefined, { reason }: WithReason) => {
        const { storeWithRuns } = await import('../../control/runs/open-store.js');
        const { findRun } = await import('../../control/runs/find-run.js');
        const { actorOf } = await import('../../control/identity/actor.js');
        const { attachTo } = await import('../attach.js');
        const { tellEnd } = await import('../run-end.js');
        const by = actorOf(context.environment, reason);
        const store = await storeWithRuns(context.stateFolder());
        const run = await findRun(store, asked);
        // A run that has ended is only reported; a run that should be running is started again.
        if (run.state && run.state.status !== 'running') return tellEnd(store, run, run.state, context, null);
        await attachTo(store, run, context, { by });
      },
    );
  },
};
