// `eagan lineage [RUN] [INDIVIDUAL]`: ancestors and descendants, with what each step changed.
import { EaganError } from '../../domain/errors.js';
import type { Lineage } from '../../control/why/lineage.js';
import type { CommandModule, Context } from '../command.js';

interface Options {
  readonly all?: boolean;
  readonly dot?: boolean;
  readonly svg?: boolean;
}

export const command: CommandModule = {
  summary: 'show the ancestors and descendants of an individual, and what each step changed',
  register: (cli, context) => {
    cli
      .argument('[run]', 'id of a run or its beginning (default: the latest)')
      .argument('[individual]', 'such as generator/g003-i07 (default: the winner of each stage)')
      .option('--all', 'show everybody')
      .option('--dot', 'print a graph for Graphviz')
      .option('--svg', 'print a picture')
      .action(async (run: string | undefined, individual: string | undefined, options: Options) => {
        if (options.dot && options.svg)
          throw new EaganError('EAGAN_USAGE', 'lineage needs one form (got --dot and --svg)', 'Leave one of them out.');
        await print(await read(run, individual, options, context), options, context);
      });
  },
};

async function read(
  asked: string | undefined,
  individual: string | undefined,
  { all }: Options,
  context: Context,
): Promise<Lineage> {
  const { readingRun } = await import('../../store/index.js');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { findRun } = await import('../../control/runs/find-run.js');
  const { readSearch } = await import('../../control/why/read-search.js');
  const { findIndividual } = await import('../../control/why/find-individual.js');
  const { leadersOf, lineageOf } = await import('../../control/why/lineage.js');
  const store = await storeWithRuns(context.stateFolder());
  const { run } = (await findRun(store, asked)).frozen;
  return readingRun(run, async () => {
    const stages = await readSearch(store, run);
    const subjects = individual === undefined ? leadersOf(stages) : [findIndividual(stages, individual)];
    return lineageOf(run, stages, subjects, all ?? false);
  });
}

async function print(lineage: Lineage, { dot, svg }: Options, { output }: Context): Promise<void> {
  if (!dot && !svg) {
    const { lineageText } = await import('../text/lineage-text.js');
    return output.result(lineage, () => lineageText(lineage));
  }
  const { lineageDot } = await import('../../report/charts/lineage-dot.js');
  const { graphLayout } = await import('../../report/graphviz.js');
  const dotted = lineageDot(lineage);
  const graph = svg ? (await graphLayout())(dotted) : dotted;
  output.result({ ...lineage, [svg ? 'svg' : 'dot']: graph }, () => graph, { isVerbatim: true });
}
