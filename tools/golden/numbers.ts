// Sizes of arrays of numbers, and differences between them.

export const largest = (data: ArrayLike<number>): number => {
  let result = 0;
  for (let i = 0; i < data.length; i++) result = Math.max(result, Math.abs(data[i]!));
  return result;
};

/** The largest |a − b|; NaN if any is, infinite if the lengths differ. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let result = 0;
  for (let i = 0; i < a.length; i++) result = Math.max(result, Math.abs(a[i]! - b[i]!));
  return result;
}
