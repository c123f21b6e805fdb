// `eagan compare A B…`: what differs between pipelines, files or runs, which steps they share, and how far their
// searches came.
import type { SearchComparison, SearchedSide } from '../../control/compare/searches.js';
import type { Side } from '../../control/compare/sides.js';
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';

export const command: CommandModule = {
  summary: 'show what differs between pipelines or runs, what they share, and how far their searches came',
  register: (cli, context) => {
    cli
      .argument('<a>', 'pipeline file, or the id of a run')
      .argument('<b>', 'pipeline file, or the id of a run')
      .argument('[others...]', 'more of them; each is compared with the first')
      .action((a: string, b: string, others: string[]) => compare([a, b, ...others], context));
  },
};

/** The exit code of diff: 0 if nothing differs, else 1. */
async function compare(asked: readonly string[], context: Context): Promise<void> {
  const { readSide } = await import('../../control/compare/sides.js');
  const { compareSides } = await import('../../control/compare/comparison.js');
  const { comparisonText } = await import('../text/comparison-text.js');
  const sides: Side[] = [];
  for (const name of asked) sides.push(await readSide(name, context.directory, context.stateFolder()));
  const [first, ...others] = sides as [Side, ...Side[]];
  const compared: { readonly side: Side; readonly comparison: Awaited<ReturnType<typeof compareSides>> }[] = [];
  for (const side of others) compared.push({ side, comparison: await compareSides(first, side) });
  if (compared.some(({ comparison }) => !comparison.equal)) context.exitCode = exitCodes.no;
  const search = await searchesOf(sides, context);
  const results = compared.map(({ side, comparison }) => ({ a: named(first), b: named(side), ...comparison }));
  // Two sides have the form that they always had.
  const form = results.length === 1 ? results[0]! : { comparisons: results };
  const { searchesText } = await import('../text/searches-text.js');
  context.output.result({ ...form, ...(search ? { search } : {}) }, () =>
    [
      ...compared.map(({ side, comparison }) => comparisonText(first, side, comparison)),
      ...(search ? [searchesText(search)] : []),
    ].join('\n\n'),
  );
}

const named = ({ name, kind }: Side): Pick<Side, 'name' | 'kind'> => ({ name, kind });

/** Each run once; null: fewer than two of them have opened a stage. */
async function searchesOf(sides: readonly Side[], { stateFolder }: Context): Promise<SearchComparison | null> {
  const { readingRun } = await import('../../store/index.js');
  const { storeWithRuns } = await import('../../control/runs/open-store.js');
  const { readSearch } = await import('../../control/why/read-search.js');
  const { compareSearches } = await import('../../control/compare/searches.js');
  const runs = [...new Map(sides.filter(({ kind }) => kind === 'run').map((side) => [side.name, side])).values()];
  if (runs.length < 2) return null;
  const store = await storeWithRuns(stateFolder());
  const searched: SearchedSide[] = [];
  for (const side of runs) {
    const stages = await readingRun(side.name, () => readSearch(store, side.name));
    if (stages.length > 0) searched.push({ ...side, stages });
  }
  return searched.length < 2 ? null : compareSearches(searched);
}
