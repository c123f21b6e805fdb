// Sets of features, and what is computed for pairs of them: block by block, so that memory does not grow with the
// number of pairs.
import { inDoubles, type Matrix } from './native-double.js';

/** Rows of features of some images, row-major. */
export interface FeatureSet {
  readonly rows: Float32Array | Float64Array;
  readonly images: number;
  readonly features: number;
}

/** Throws RangeError if the numbers do not fill rows. */
export function featureSet(rows: FeatureSet['rows'], features: number): FeatureSet {
  const images = rows.length / features;
  if (Number.isInteger(images)) return { rows, images, features };
  throw new RangeError(`a set of ${features} features must have whole rows (got ${rows.length} numbers)`);
}

/** The rows from one image up to another, without a copy. */
export function rowsOf({ rows, features }: FeatureSet, from: number, to: number): FeatureSet {
  return { rows: rows.subarray(from * features, to * features), images: to - from, features };
}

/**
 * Rows of one native product. Two blocks of doubles and their product take 41 MB at 2,048 features, and as much again
 * on the device.
 */
const blockRows = 1000;

/** Sees each block of products: `products[a * columns + b]` is row `fromA + a` times row `fromB + b`. */
type VisitProducts = (fromA: number, fromB: number, products: Matrix) => void;

/** All products of the rows of two sets. */
export function visitProducts(a: FeatureSet, b: FeatureSet, visit: VisitProducts): void {
  for (let fromA = 0; fromA < a.images; fromA += blockRows) {
    const left = asMatrix(rowsOf(a, fromA, Math.min(a.images, fromA + blockRows)));
    for (let fromB = 0; fromB < b.images; fromB += blockRows) {
      const right = asMatrix(rowsOf(b, fromB, Math.min(b.images, fromB + blockRows)));
      visit(fromA, fromB, productsOf(left, right));
    }
  }
}

const asMatrix = ({ rows, images, features }: FeatureSet): Matrix => ({
  rows: images,
  columns: features,
  data: Float64Array.from(rows),
});

const productsOf = (left: Matrix, right: Matrix): Matrix =>
  inDoubles((doubles) => doubles.download(doubles.multiply(doubles.upload(left), doubles.upload(right), 'right')));
