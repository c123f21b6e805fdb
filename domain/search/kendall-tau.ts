// Kendall's rank correlation: how well two measurements agree on the order of the same individuals.

/**
 * Kendall's τ-b (Kendall 1945) of two lists of finite numbers of equal length: 1 for the same order, −1 for the reverse
 * order, near 0 for unrelated orders. Pairs that are equal in a list count neither for nor against, and the denominator
 * leaves them out; without ties this is the plain τ. null if it does not exist: fewer than two numbers, or all numbers
 * of one list equal. Throws RangeError for lists of unequal length or a number that is not finite.
 */
export function kendallTau(a: readonly number[], b: readonly number[]): number | null {
  if (a.length !== b.length) throw new RangeError(`both lists must be equally long (got ${a.length} and ${b.length})`);
  const strange = [...a, ...b].find((value) => !Number.isFinite(value));
  if (strange !== undefined) throw new RangeError(`all numbers must be finite (got ${strange})`);
  let concordance = 0;
  let orderedInA = 0;
  let orderedInB = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const inA = Math.sign(a[i]! - a[j]!);
      const inB = Math.sign(b[i]! - b[j]!);
      concordance += inA * inB;
      orderedInA += Math.abs(inA);
      orderedInB += Math.abs(inB);
    }
  }
  if (orderedInA === 0 || orderedInB === 0) return null;
  // One root of the product, not two roots: the root of a square is exact, so equal orders give exactly 1.
  return concordance / Math.sqrt(orderedInA * orderedInB);
}
