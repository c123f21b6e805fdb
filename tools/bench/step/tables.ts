// The tables of `bench step`.
import type { ExecutionMode } from '../../../models/types.js';
import type { Table } from '../benchmark.js';
import { formatMeasuredDuration } from '../../../scripts/format.mjs';
import type { ContestantFigures, StepComparison } from './against.js';
import { sizeName, type StepSize } from './sizes.js';

export interface StepRow extends StepSize, ContestantFigures {
  readonly threads: number;
  readonly execution: ExecutionMode;
  readonly iterations: number;
  readonly supernet: number | null;
}

const what = ({ supernet, execution, threads }: Pick<StepRow, 'supernet' | 'execution' | 'threads'>): string =>
  `${supernet === null ? "the paper's genotypes" : 'supernets, another pair each step'}, ours ${execution}, ${threads} threads`;

/** Ours alone. */
export function stepTable(results: readonly StepRow[]): Table {
  return {
    title: `A training step (D then G), ${what(results[0]!)}`,
    head: ['channels G/D', 'best', 'median', 'mean', 'peak MiB'],
    rows: results.map((result) => [
      sizeName(result),
      ...[result.best_s, result.median_s, result.mean_s].map(formatMeasuredDuration),
      result.peak_mib.toFixed(0),
    ]),
  };
}

/** Ours and PyTorch's: a line for each of the three, with how many times faster ours is. */
export function comparisonTable(results: readonly StepComparison[]): Table {
  return {
    title: `A training step (D then G) against PyTorch ${results[0]!.torch}, ${what(results[0]!)}; ×: theirs over ours`,
    head: ['channels G/D', 'program', 'best', 'median', 'mean', 'peak MiB', '× best', '× median', '× mean', '× peak'],
    rows: results.flatMap((result) =>
      (['eagan', 'published', 'tuned'] as const).map((name) => {
        const figures = result[name];
        const ratios = name === 'eagan' ? null : result.ratios[name];
        const times = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(2));
        return [
          name === 'eagan' ? sizeName(result) : '',
          name,
          ...[figures.best_s, figures.median_s, figures.mean_s].map(formatMeasuredDuration),
          figures.peak_mib.toFixed(0),
          ...[ratios?.best_s, ratios?.median_s, ratios?.mean_s, ratios?.peak_mib].map(times),
        ];
      }),
    ),
  };
}
