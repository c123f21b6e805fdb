// Slopes by finite differences, to compare gradients with, and the sizes that differences are relative to.

/**
 * The slope at 0 of a function of a step: central differences with `step` and `step`/2, extrapolated (Richardson), so
 * that the error is of fourth order.
 */
export function slope(at: (step: number) => number, step: number): number {
  const central = (size: number): number => (at(size) - at(-size)) / (2 * size);
  return (4 * central(step / 2) - central(step)) / 3;
}

/** Σ aᵢ bᵢ in double. */
export function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Σ |aᵢ bᵢ|: the size that rounding of an inner product is relative to. */
export function innerSize(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! * b[i]!);
  return sum;
}

/** The largest magnitude. */
export function largest(values: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) result = Math.max(result, Math.abs(values[i]!));
  return result;
}
