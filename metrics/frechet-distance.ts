// Fréchet distance of two Gaussians: |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr √(Σ₁Σ₂), all in double.
import { EaganError } from '../domain/errors.js';
import { doublesFromBytes, doublesToBytes } from './double-bytes.js';
import { inDoubles, type Matrix } from './native-double.js';
import type { Statistics } from './types.js';

/** Statistics with a square root of their covariance: computed once for many distances. */
export interface RootedStatistics {
  readonly statistics: Statistics;
  /** F of features × rank, with F·Fᵀ the covariance. */
  readonly root: Matrix;
}

/**
 * Takes the square root of the covariance by its eigenvectors: at 2,048 features several times the cost of a distance.
 * It leaves out eigenvalues that are 0 except for rounding; with fewer images than features, those are all but n − 1.
 * Throws EAGAN_EXTRACTOR_USELESS if features overflowed.
 */
export function rootStatistics(statistics: Statistics): RootedStatistics {
  const size = statistics.mean.length;
  if (!Number.isFinite(trace(statistics.covariance, size)))
    throw new EaganError(
      'EAGAN_EXTRACTOR_USELESS',
      'the features of the real images must be finite numbers, but they overflowed',
      'Use a smaller learning rate, for example: eagan run FILE --set metrics.extractor.learningRate=0.0001',
    );
  const { values, vectors } = inDoubles((doubles) =>
    doubles.eigen(doubles.upload(square(statistics.covariance, size))),
  );
  const rounding = size * Number.EPSILON * values.at(-1)!;
  // Values ascend. At least one column: a matrix must have some, and the root of no spread at all is a column of zeros.
  const rank = Math.max(1, values.filter((value) => value > rounding).length);
  const first = size - rank;
  const data = Float64Array.from({ length: size * rank }, (_, i) => {
    const column = first + (i % rank);
    return vectors.data[Math.floor(i / rank) * size + column]! * Math.sqrt(Math.max(0, values[column]!));
  });
  return { statistics, root: { rows: size, columns: rank, data } };
}

/**
 * The distance of `statistics` from the reference; never negative; NaN if their features overflowed. tr √(Σ₁Σ₂) = Σ
 * √eig(FᵀΣ₂F), which is symmetric.
 */
export function distanceFrom({ statistics: reference, root }: RootedStatistics, statistics: Statistics): number {
  const size = root.rows;
  const means = reference.mean.reduce((sum, value, i) => sum + (value - statistics.mean[i]!) ** 2, 0);
  const traces = trace(reference.covariance, size) + trace(statistics.covariance, size);
  // The decomposition throws for them. If the diagonal is finite, so is the covariance.
  if (!Number.isFinite(means + traces)) return NaN;
  const values = inDoubles((doubles) => {
    const factor = doubles.upload(root);
    const covariance = doubles.upload(square(statistics.covariance, size));
    return doubles.eigenvalues(doubles.multiply(doubles.multiply(factor, covariance, 'left'), factor));
  });
  // Values ascend, and n images spread in at most n − 1 directions: the rest is rounding, whose square root would show.
  const spread = values.slice(-(statistics.images - 1));
  const crossTrace = spread.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.max(0, means + traces - 2 * crossTrace);
}

/** Fréchet distance of two sets of features. */
export const frechetDistance = (a: Statistics, b: Statistics): number => distanceFrom(rootStatistics(a), b);

/** The root as little-endian doubles: the form of `ReferenceArtifact.root`. */
export const rootToBytes = ({ data }: Matrix): Uint8Array => doublesToBytes(data);

/** The reverse of `rootToBytes`. Throws RangeError if the bytes are not a matrix of that many rows. */
export function rootFromBytes(bytes: Uint8Array, features: number): Matrix {
  const columns = bytes.length / (8 * features);
  if (!Number.isInteger(columns) || columns < 1)
    throw new RangeError(
      `a root of ${features} features must have columns of ${features * 8} bytes (got ${bytes.length})`,
    );
  return { rows: features, columns, data: doublesFromBytes(bytes) };
}

function square(data: Float64Array, size: number): Matrix {
  if (data.length !== size * size) throw new RangeError(`a covariance must be ${size} × ${size} (got ${data.length})`);
  return { rows: size, columns: size, data };
}

export function trace(covariance: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += covariance[i * size + i]!;
  return sum;
}
