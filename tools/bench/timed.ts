// Times one piece of work.

/** Seconds that `work` takes, and its result. */
export async function timed<T>(work: () => T | Promise<T>): Promise<[seconds: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [(performance.now() - start) / 1000, result];
}
