// `eagan gc`: lists what nothing needs any more; removes it with --apply.
import type { CommandModule, Context } from '../command.js';

export const command: CommandModule = {
  summary: 'list what is no longer needed; --apply removes it',
  register: (cli, context) => {
    cli
      .option('--apply', 'remove what is listed')
      .action(({ apply = false }: { apply?: boolean }) => collect(apply, context));
  },
};

async function collect(apply: boolean, { output, stateFolder }: Context): Promise<void> {
  const { collectGarbage, planGarbage } = await import('../../store/index.js');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { gcReport, gcText } = await import('../text/gc-text.js');
  const store = await storeWithRuns(stateFolder());
  const now = Date.now();
  const report = apply
    ? gcReport(await collectGarbage(store, now), 'removed')
    : gcReport(await planGarbage(store, now), 'goes');
  output.result(report, () => gcText(report));
}
