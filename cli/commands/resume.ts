// `eagan resume RUN`: make a run go on, whatever stopped it, and follow it to its end.
import type { RunInStore, Store } from '../../store/index.js';
import type { CommandModule } from '../command.js';
import { exitCodes } from '../exit-codes.js';

interface Options {
  readonly from?: string;
  readonly detach?: boolean;
}

export const command: CommandModule = {
  summary: 'make a run go on, whatever stopped it, and follow it',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning; asked for on a terminal')
      .option('--from <place>', 'do the steps from there on again, for example generator/gen-003 or final')
      .option('--detach', 'make it go on and return at once')
      .action(async (asked: string | undefined, options: Options) => {
        const { storeWithRuns } = await import('../open-store.js');
        const { runToChange } = await import('../choose-run.js');
        const { attachTo, startDetached } = await import('../attach.js');
        const store = await storeWithRuns(context.stateFolder());
        const run = await runToChange(store, asked, 'resume', context);
        if (!run) return void (context.exitCode = exitCodes.no);
        const from = await placeIn(store, run, options.from);
        await (options.detach ? startDetached : attachTo)(store, run, context, from);
      });
  },
};

async function placeIn(store: Store, { frozen }: RunInStore, asked: string | undefined): Promise<string | undefined> {
  if (asked === undefined) return undefined;
  const { runRecords } = await import('../../store/index.js');
  const { requirePlace } = await import('../places.js');
  const { trainImagesIn } = await import('../progress.js');
  return requirePlace(frozen.pipeline, trainImagesIn(await runRecords(store, frozen.run)), asked);
}
