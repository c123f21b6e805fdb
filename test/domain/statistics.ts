// Statistics that judge random draws in tests.

/** Pearson's chi-square of counts against one expectation each. */
export function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, index) => sum + (count - expected[index]!) ** 2 / expected[index]!, 0);
}

/**
 * The value that chi-square with this many degrees of freedom exceeds with probability about 10⁻⁵ (Wilson and Hilferty,
 * z = 4.265).
 */
export function chiSquareLimit(degrees: number): number {
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + 4.265 * Math.sqrt(spread)) ** 3;
}
