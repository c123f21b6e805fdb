// Sums of features that can be added to others, and the statistics that follow from them.
import { totalOf } from '../domain/averages.js';
import type { Statistics } from './types.js';

/** Sums of rows minus an origin. Sums over one origin can be added. */
export interface RowSums {
  readonly images: number;
  readonly sum: Float64Array;
  /** The upper triangle of the sum of the rows' products, line by line. */
  readonly triangle: Float64Array;
}

/** Numbers of a triangle of `features` lines. */
export const triangleSize = (features: number): number => (features * (features + 1)) / 2;

/** Statistics of the rows of all `parts`, whose sums are over one origin. Throws RangeError for fewer than two rows. */
export function statisticsOfAll(origin: Float64Array, parts: readonly RowSums[]): Statistics {
  const features = origin.length;
  const images = totalOf(parts.map((part) => part.images));
  if (images < 2) throw new RangeError(`statistics need at least 2 images (got ${images})`);
  const triangle = new Float64Array(triangleSize(features));
  const sum = new Float64Array(features);
  for (const part of parts) {
    for (let i = 0; i < features; i++) sum[i]! += part.sum[i]!;
    for (let i = 0; i < triangle.length; i++) triangle[i]! += part.triangle[i]!;
  }
  const lineFrom = (a: number): number => a * features - (a * (a + 1)) / 2;
  return statisticsOfSums(origin, { images, sum, productOf: (a, b) => triangle[lineFrom(a) + b]! });
}

interface Sums extends Pick<RowSums, 'images' | 'sum'> {
  /** Of two features, the second not before the first. */
  readonly productOf: (a: number, b: number) => number;
}

/** Mean and unbiased covariance (divided by n − 1). */
export function statisticsOfSums(origin: Float64Array, { images, sum, productOf }: Sums): Statistics {
  const features = origin.length;
  const covariance = new Float64Array(features * features);
  for (let a = 0; a < features; a++) {
    for (let b = a; b < features; b++) {
      const value = (productOf(a, b) - (sum[a]! * sum[b]!) / images) / (images - 1);
      covariance[a * features + b] = value;
      covariance[b * features + a] = value;
    }
  }
  return { images, mean: sum.map((value, a) => origin[a]! + value / images), covariance };
}
