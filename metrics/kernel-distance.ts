// Kernel distance of two sets of features: the unbiased squared maximum mean discrepancy under the kernel (x·y /
// features + 1)³.
import { inDoubles, type Matrix } from './native-double.js';

/**
 * The formula of the Kernel Inception Distance over one block of all images. Features are images × features, row-major.
 * It may be slightly negative, like any unbiased estimate of 0. Throws RangeError if a set has fewer than two images.
 */
export function kernelDistance(a: Float32Array, b: Float32Array, features: number): number {
  const [x, y] = [asMatrix(a, features), asMatrix(b, features)];
  return meanKernel(x, x) + meanKernel(y, y) - 2 * meanKernel(x, y);
}

function asMatrix(data: Float32Array, features: number): Matrix {
  const rows = data.length / features;
  if (!(rows >= 2)) throw new RangeError(`a kernel distance needs at least 2 images a set (got ${rows})`);
  return { rows, columns: features, data: Float64Array.from(data) };
}

/** The mean over all pairs of images; within one set, over pairs of two different ones. */
function meanKernel(left: Matrix, right: Matrix): number {
  const { data } = inDoubles((doubles) =>
    doubles.download(doubles.multiply(doubles.upload(left), doubles.upload(right), 'right')),
  );
  const same = left === right;
  let sum = 0;
  data.forEach((product, i) => {
    if (!same || i % left.rows !== Math.floor(i / left.rows)) sum += (product / left.columns + 1) ** 3;
  });
  return sum / (left.rows * (same ? right.rows - 1 : right.rows));
}
