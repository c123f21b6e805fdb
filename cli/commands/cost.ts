// `eagan cost [RUN]`: time of the clock, of devices and of processors, by stage, generation and kind of step.
import type { CommandModule } from '../command.js';

export const command: CommandModule = {
  summary: 'tell what a run cost, with failed attempts and waiting apart',
  register: (cli, { output, stateFolder }) => {
    cli.argument('[run]', 'id of a run or its beginning (default: the latest)').action(async (asked?: string) => {
      const { readingRun } = await import('../../store/index.js');
      const { storeWithRuns } = await import('../../control/runs/open-store.js');
      const { findRun } = await import('../../control/runs/find-run.js');
      const { runCost } = await import('../../control/history/run-cost.js');
      const { costText } = await import('../text/cost-text.js');
      const store = await storeWithRuns(stateFolder());
      const run = await findRun(store, asked);
      const cost = await readingRun(run.frozen.run, () => runCost(store, run));
      output.result(cost, () => costText(cost));
    });
  },
};
