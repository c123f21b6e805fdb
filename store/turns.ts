// Lets only so many calls work at once; the others wait for their turn, in order.

/** Returns a function that starts its work once fewer than `most` are working. */
export function inTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let working = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    // Whoever ends hands its place over, so nobody can come between.
    if (working >= most) await new Promise<void>((begin) => waiting.push(begin));
    else working++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else working--;
    }
  };
}
