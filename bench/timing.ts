// Summaries of seconds, within a run and over several.

export interface Timing {
  readonly best_s: number;
  readonly median_s: number;
  readonly mean_s: number;
}

/** Best, median and mean of some measured seconds. */
export function timingOf(seconds: readonly number[]): Timing {
  return { best_s: Math.min(...seconds), median_s: median(seconds), mean_s: mean(seconds) };
}

/** Several runs as one: the best of all, the median of the medians, the mean of the means. */
export function overRuns(runs: readonly Timing[]): Timing {
  return {
    best_s: Math.min(...runs.map((run) => run.best_s)),
    median_s: median(runs.map((run) => run.median_s)),
    mean_s: mean(runs.map((run) => run.mean_s)),
  };
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Seconds as people compare them: `71.4 ms`, `3.21 s`. */
export function formatSeconds(seconds: number): string {
  return seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(2)} s`;
}
