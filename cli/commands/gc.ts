// `eagan gc`: lists what nothing needs any more; removes it with --apply.
import type { CommandModule, Context } from '../command.js';
import { addReason, type WithReason } from '../../terminal/reason-option.js';

interface Options extends WithReason {
  readonly apply?: boolean;
}

export const command: CommandModule = {
  summary: 'list what is no longer needed; --apply removes it',
  register: (cli, context) => {
    addReason(cli.option('--apply', 'remove what is listed')).action((options: Options) => collect(options, context));
  },
};

async function collect(
  { apply = false, reason }: Options,
  { output, environment, stateFolder }: Context,
): Promise<void> {
  const { collectGarbage, planGarbage } = await import('../../store/index.js');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { actorOf } = await import('../../control/identity/actor.js');
  const { gcReport, gcText } = await import('../text/gc-text.js');
  const by = actorOf(environment, reason);
  const store = await storeWithRuns(stateFolder());
  const now = Date.now();
  const report = apply
    ? gcReport(await collectGarbage(store, now, { by }), 'removed')
    : gcReport(await planGarbage(store, now), 'goes');
  output.result(report, () => gcText(report));
}
