// Units of time as people write them: `250ms`, `60s`, `36h`.

/** Milliseconds in each unit. */
export const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
