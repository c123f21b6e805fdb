// `eagan compare A B…`: what differs between pipelines, files or runs, which steps they share, and how far their
// searches came.
import type { SearchComparison, SearchedSide } from '../../control/compare/searches.js';
import type { Side } from '../../control/compare/sides.js';
import { EaganError } from '../../domain/errors.js';
import type { MatrixInStore, Store } from '../../store/index.js';
import type { CommandModule, Context } from '../command.js';
import { exitCodes } from '../../terminal/exit-codes.js';

export const command: CommandModule = {
  summary: 'show what differs between pipelines or runs, what they share, and how far their searches came',
  register: (cli, context) => {
    cli
      .argument('<a>', 'pipeline file, the id of a run, or the name of a matrix')
      .argument('[others...]', 'files or runs that are compared with the first; a matrix needs none')
      .action((a: string, others: string[]) => compareAsked(a, others, context));
  },
};

/** A matrix alone is compared by its settings; among others it stands for its runs. */
async function compareAsked(first: string, others: readonly string[], context: Context): Promise<void> {
  const { existingStore } = await import('../../control/runs/open-store.js');
  const { matrixOrNull } = await import('../../control/matrix/find-matrix.js');
  const { isPipelineFile } = await import('../../control/compare/sides.js');
  const store = await existingStore(context.stateFolder());
  if (others.length === 0) {
    const matrix = store && (await matrixOrNull(store, first));
    if (store && matrix) return compareMatrix(store, matrix, context);
    throw new EaganError('EAGAN_USAGE', 'compare needs two of files and runs, or a matrix (got one)', 'Name a second one: eagan compare A B'); // prettier-ignore
  }
  const asked: string[] = [];
  for (const word of [first, ...others]) {
    const matrix = store && !isPipelineFile(word, context.directory) ? await matrixOrNull(store, word) : null;
    asked.push(...(matrix ? new Set(matrix.matrix.members.map(({ run }) => run)) : [word]));
  }
  await compare(asked, context);
}

/** The final figures by setting, and how far the searches came. */
async function compareMatrix(store: Store, found: MatrixInStore, context: Context): Promise<void> {
  const { shownMatrix } = await import('../matrix/show-matrix.js');
  const { readSide } = await import('../../control/compare/sides.js');
  const { spreadsText } = await import('../text/searches-text.js');
  const { overview, settings, text } = await shownMatrix(store, found, context);
  const sides: Side[] = [];
  for (const run of new Set(found.matrix.members.map((member) => member.run)))
    sides.push(await readSide(run, context.directory, context.stateFolder()));
  const search = await searchesOf(sides, context);
  context.output.result({ ...overview, settings, search }, () =>
    [text, search ? spreadsText(search, settingsIn(found)) : ''].filter((part) => part !== '').join('\n\n'),
  );
}

const settingsIn =
  ({ matrix }: MatrixInStore) =>
  (runs: readonly string[]): string =>
    matrix.members.find(({ run }) => run === runs[0])?.setting.join(' ') || 'all runs';

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
