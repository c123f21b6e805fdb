// Summaries of seconds, within a run and over several.
import { meanOf, median } from '../../domain/averages.js';

export interface Timing {
  readonly best_s: number;
  readonly median_s: number;
  readonly mean_s: number;
}

/** Best, median and mean of some measured seconds. */
export function timingOf(seconds: readonly number[]): Timing {
  return { best_s: Math.min(...seconds), median_s: median(seconds), mean_s: meanOf(seconds) };
}

/** Several runs as one: the best of all, the median of the medians, the mean of the means. */
export function overRuns(runs: readonly Timing[]): Timing {
  return {
    best_s: Math.min(...runs.map((run) => run.best_s)),
    median_s: median(runs.map((run) => run.median_s)),
    mean_s: meanOf(runs.map((run) => run.mean_s)),
  };
}
