// Middle and worst of a few durations.

export interface Spread {
  readonly median: number;
  readonly worst: number;
}

/** null for none. Of an even number, the median is the mean of the two in the middle. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const median = Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[Math.floor(half)]!;
  return { median, worst: sorted.at(-1)! };
}
