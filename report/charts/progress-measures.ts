// What curves of searches can show, and the numbers behind them.
import { imageFigures, imageRow, type Direction } from '../../domain/search/figures.js';
import type { ReportFacts } from '../../control/report/run-facts.js';

export type SearchFacts = ReportFacts['searches'][number];
type Row = SearchFacts['runs'][number]['rows'][number];

/** What a curve shows. */
export interface Measure {
  /** `hypervolume`, or the recorded name of a figure. */
  readonly key: string;
  readonly title: string;
  readonly direction: Direction;
}

/** Hypervolume, then the figures that the rows have. */
export function measuresOf({ runs }: SearchFacts): Measure[] {
  const known = imageFigures.filter((name) =>
    runs.some(({ rows }) => rows.some(({ best }) => imageRow(name).recorded in best)),
  );
  return [
    { key: 'hypervolume', title: 'hypervolume', direction: 'maximize' },
    ...known.map((name): Measure => {
      const { recorded, label, direction } = imageRow(name);
      return { key: recorded, title: `best ${label}`, direction };
    }),
  ];
}

/** undefined: nobody had the figure yet. */
export const measured = (row: Row, { key }: Measure): number | undefined =>
  key === 'hypervolume' ? row.hypervolume : row.best[key];

/** By what tables of one stage are told apart. */
export const searchTitle = ({ stage, protocol }: SearchFacts, all: readonly SearchFacts[]): string =>
  all.filter((one) => one.stage === stage).length === 1 ? stage : `${stage} (protocol ${protocol.slice(0, 8)})`;
