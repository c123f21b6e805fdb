// What a report of several runs shows: their facts on the same scales, what their pipelines say differently, which
// steps they share, and where their searches part.
import { readingRun, type RunInStore, type Store } from '../../store/index.js';
import { compareSides, type Comparison } from '../compare/comparison.js';
import { compareSearches, type SearchComparison, type SearchedSide } from '../compare/searches.js';
import { readRunSide } from '../compare/sides.js';
import { readSearch } from '../why/read-search.js';
import { readReportFacts, type ReportFacts } from './run-facts.js';

export interface ComparisonFacts {
  readonly charts: ReportFacts;
  /** Each other run against the first one; empty for a matrix, whose settings say what differs. */
  readonly others: readonly {
    readonly run: string;
    readonly comparison: Comparison;
    readonly parting: SearchComparison['partings'][number];
  }[];
}

/** Reads two runs or more, or all of a matrix. Throws what reading them throws. */
export async function readComparisonFacts(
  store: Store,
  found: readonly RunInStore[],
  matrix: ReportFacts['matrix'] | null,
): Promise<ComparisonFacts> {
  const charts = await readReportFacts(store, found, matrix);
  if (matrix) return { charts, others: [] };
  const sides: (SearchedSide & Awaited<ReturnType<typeof readRunSide>>)[] = [];
  for (const { frozen } of found) {
    const stages = await readingRun(frozen.run, () => readSearch(store, frozen.run));
    sides.push({ ...(await readRunSide(store, frozen.run)), stages });
  }
  const [first, ...rest] = sides;
  const { partings } = compareSearches(sides);
  const others = rest.map(async (side, index) => ({
    run: side.name,
    comparison: await compareSides(first!, side),
    parting: partings[index]!,
  }));
  return { charts, others: await Promise.all(others) };
}
