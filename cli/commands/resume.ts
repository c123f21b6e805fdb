// `eagan resume RUN`: make a run go on, whatever stopped it, and follow it to its end.
import type { CommandModule } from '../command.js';
import { exitCodes } from '../exit-codes.js';

interface Options {
  readonly detach?: boolean;
}

export const command: CommandModule = {
  summary: 'make a run go on, whatever stopped it, and follow it',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning; asked for on a terminal')
      .option('--detach', 'make it go on and return at once')
      .action(async (asked: string | undefined, options: Options) => {
        const { storeWithRuns } = await import('../open-store.js');
        const { runToChange } = await import('../choose-run.js');
        const { attachTo, startDetached } = await import('../attach.js');
        const store = await storeWithRuns(context.stateFolder());
        const run = await runToChange(store, asked, 'resume', context);
        if (run) await (options.detach ? startDetached : attachTo)(store, run, context);
        else context.exitCode = exitCodes.no;
      });
  },
};
