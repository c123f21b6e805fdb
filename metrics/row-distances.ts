// Fréchet distances of sets with few images: the products of their rows have the eigenvalues of the covariance, and are
// fewer.
import { rowsOf, type FeatureSet } from './feature-set.js';
import { trace, type RootedStatistics } from './frechet-distance.js';
import { inDoubles, type Matrix } from './native-double.js';

/**
 * The distance of all rows from the reference, for at most as many images as features: what steps of version 4 compute
 * of each part.
 */
export function distanceOfRows({ statistics: reference, root }: RootedStatistics, set: FeatureSet): number {
  const { images, features } = set;
  const mean = meanOf(set);
  const centred = Float64Array.from(set.rows, (value, i) => value - mean[i % features]!);
  const means = reference.mean.reduce((sum, value, i) => sum + (value - mean[i]!) ** 2, 0);
  const ownTrace = centred.reduce((sum, value) => sum + value ** 2, 0) / (images - 1);
  const traces = trace(reference.covariance, features) + ownTrace;
  if (!Number.isFinite(means + traces)) return NaN;
  const values = inDoubles((doubles) => {
    const rows = doubles.upload({ rows: images, columns: features, data: centred });
    const turned = doubles.multiply(rows, doubles.upload(root));
    return doubles.eigenvalues(doubles.multiply(turned, turned, 'right'));
  });
  const spread = values.slice(-(images - 1));
  const crossTrace = spread.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value) / (images - 1)), 0);
  return Math.max(0, means + traces - 2 * crossTrace);
}

function meanOf({ rows, images, features }: FeatureSet): Float64Array {
  const mean = new Float64Array(features);
  rows.forEach((value: number, i: number) => (mean[i % features]! += value / images));
  return mean;
}

/**
 * The distance of all rows but those from `from` up to `to`, for each pair of them. The products of all rows are
 * computed once. Rows are taken relative to the first one, so that a row that is left out takes no digits from others.
 */
export function distancesOfOtherRows(
  { statistics: reference, root }: RootedStatistics,
  set: FeatureSet,
  leftOut: readonly (readonly [from: number, to: number])[],
): number[] {
  const { images, features } = set;
  const data = Float64Array.from(set.rows, (value, i) => value - set.rows[i % features]!);
  const relative: FeatureSet = { rows: data, images, features };
  const origin = reference.mean.map((value, i) => value - set.rows[i]!);
  const ofReference = trace(reference.covariance, features);
  const products = inDoubles((doubles) => {
    const turned = doubles.multiply(doubles.upload({ rows: images, columns: features, data }), doubles.upload(root));
    return doubles.download(doubles.multiply(turned, turned, 'right'));
  });
  return leftOut.map(([from, to]) => {
    const parts = [rowsOf(relative, 0, from), rowsOf(relative, to, images)];
    const { means, ownTrace } = momentsOf(parts, origin);
    if (!Number.isFinite(means + ofReference + ownTrace)) return NaN;
    return Math.max(0, means + ofReference + ownTrace - 2 * crossTrace(othersOf(products, from, to), root.columns));
  });
}

/** Squared distance of the mean from `origin`, and trace of the covariance, of the rows of several sets. */
function momentsOf(
  sets: readonly FeatureSet[],
  origin: Float64Array,
): { readonly means: number; readonly ownTrace: number } {
  const features = origin.length;
  const count = sets.reduce((sum, { images }) => sum + images, 0);
  const mean = new Float64Array(features);
  for (const { rows } of sets) for (let i = 0; i < rows.length; i++) mean[i % features]! += rows[i]!;
  for (let i = 0; i < features; i++) mean[i]! /= count;
  let squares = 0;
  for (const { rows } of sets) for (let i = 0; i < rows.length; i++) squares += (rows[i]! - mean[i % features]!) ** 2;
  const means = origin.reduce((sum, value, i) => sum + (value - mean[i]!) ** 2, 0);
  return { means, ownTrace: squares / (count - 1) };
}

/** The products of the other rows, relative to their mean. */
function othersOf({ rows, data }: Matrix, from: number, to: number): Matrix {
  const kept = Array.from({ length: rows }, (_, row) => row).filter((row) => row < from || row >= to);
  const count = kept.length;
  const others = new Float64Array(count * count);
  const means = new Float64Array(count);
  kept.forEach((row, a) => {
    kept.forEach((column, b) => {
      const value = data[row * rows + column]!;
      others[a * count + b] = value;
      means[a]! += value / count;
    });
  });
  const all = means.reduce((sum, value) => sum + value / count, 0);
  for (let i = 0; i < others.length; i++) others[i]! += all - means[Math.floor(i / count)]! - means[i % count]!;
  return { rows: count, columns: count, data: others };
}

/** tr √(Σ₁Σ₂) from the products of rows. Values ascend; rows less their mean spread in at most so many directions. */
function crossTrace(products: Matrix, columns: number): number {
  const values = inDoubles((doubles) => doubles.eigenvalues(doubles.upload(products)));
  const free = products.rows - 1;
  const spread = values.slice(-Math.min(free, columns));
  return spread.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value) / free), 0);
}
