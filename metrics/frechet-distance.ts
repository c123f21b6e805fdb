// Fréchet distance of two Gaussians: |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr √(Σ₁Σ₂), all in double.
import { multiply, symmetricEigen, type Matrix } from './native-double.js';
import type { Statistics } from './types.js';

/** Statistics with the square root of their covariance: computed once, good for many distances. */
export interface RootedStatistics {
  readonly statistics: Statistics;
  readonly root: Matrix;
}

/** Takes the square root of the covariance by its eigenvalues; the tiny negative ones of a rank-deficient covariance count as 0. */
export function rootStatistics(statistics: Statistics): RootedStatistics {
  const size = statistics.mean.length;
  const { values, vectors } = symmetricEigen(square(statistics.covariance, size));
  // V·diag(λ^¼), whose product with its own transpose is V·diag(√λ)·Vᵀ.
  const half = vectors.data.map((entry, i) => entry * Math.max(0, values[i % size]!) ** 0.25);
  const transposed = Float64Array.from(half, (_, i) => half[(i % size) * size + Math.floor(i / size)]!);
  return { statistics, root: multiply(square(transposed, size), square(transposed, size), true) };
}

/** The distance of `statistics` from the reference; never negative. tr √(Σ₁Σ₂) = Σ √eig(√Σ₁ Σ₂ √Σ₁), which is symmetric. */
export function distanceFrom(reference: RootedStatistics, statistics: Statistics): number {
  const { root } = reference;
  const size = root.rows;
  const product = multiply(multiply(root, square(statistics.covariance, size)), root);
  const { values } = symmetricEigen(product);
  const crossTrace = values.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const means = reference.statistics.mean.reduce((sum, value, i) => sum + (value - statistics.mean[i]!) ** 2, 0);
  const traces = trace(reference.statistics.covariance, size) + trace(statistics.covariance, size);
  return Math.max(0, means + traces - 2 * crossTrace);
}

/** Fréchet distance of two sets of features. */
export const frechetDistance = (a: Statistics, b: Statistics): number => distanceFrom(rootStatistics(a), b);

function square(data: Float64Array, size: number): Matrix {
  if (data.length !== size * size) throw new RangeError(`a covariance must be ${size} × ${size} (got ${data.length})`);
  return { rows: size, columns: size, data };
}

function trace(covariance: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += covariance[i * size + i]!;
  return sum;
}
