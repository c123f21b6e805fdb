// How long to wait before a process is started again.

export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** A process that lived this long is healthy again: its next failure counts as the first. */
  readonly wellAfterMs: number;
}

export const backOff: BackOff = { firstMs: 250, longestMs: 5_000, wellAfterMs: 60_000 };

/** The pause before start number `failures + 1` in a row: 0.25, 0.5, 1, … at most 5 s, because a run waits for it. */
export function delayAfter(failures: number, { firstMs, longestMs }: BackOff = backOff): number {
  return Math.min(firstMs * 2 ** Math.max(0, failures - 1), longestMs);
}

/** Failures in a row, from the count so far and the lifetime of the process that has just ended. */
export function countFailures(before: number, livedMs: number, { wellAfterMs }: BackOff = backOff): number {
  return livedMs >= wellAfterMs ? 1 : before + 1;
}
