// `eagan show RUN INDIVIDUAL`: the passport of an individual, and why it survived or was removed.
import type { CommandModule } from '../command.js';

export const command: CommandModule = {
  summary: 'show an individual: its parents, figures and cells, and why it survived or was removed',
  register: (cli, { output, stateFolder }) => {
    cli
      .argument('<run>', 'id of a run or its beginning')
      .argument('<individual>', 'such as generator/g003-i07; g3-i7 where only one stage has it')
      .action(async (asked: string, individual: string) => {
        const { readingRun } = await import('../../store/index.js');
        const { storeWithRuns } = await import('../../control/runs/open-store.js');
        const { findRun } = await import('../../control/runs/find-run.js');
        const { outlineSearch } = await import('../../control/why/read-search.js');
        const { findIndividual } = await import('../../control/why/find-individual.js');
        const { passportOf } = await import('../../control/why/passport.js');
        const { passportText } = await import('../text/passport-text.js');
        const store = await storeWithRuns(stateFolder());
        const { run } = (await findRun(store, asked)).frozen;
        await readingRun(run, async () => {
          const outline = await outlineSearch(store, run);
          const passport = await passportOf(store, run, outline, findIndividual(outline.stages, individual));
          output.result(passport, () => passportText(passport));
        });
      });
  },
};
