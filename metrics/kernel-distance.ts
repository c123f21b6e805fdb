// Kernel distance of two sets of features: the unbiased squared maximum mean discrepancy under the kernel (x·y /
// features + 1)³.
import type { RandomStream } from '../domain/stream.js';
import { populationDeviation } from './spread.js';
import { visitProducts, type FeatureSet } from './feature-set.js';
import type { Matrix } from './native-double.js';

type Cube = (value: number) => number;

/**
 * The third power in two ways, whose last bits may differ. Two products take a thirtieth of the time, and a deviation
 * has 300 million pairs.
 */
export const cubes = {
  products: (value: number) => value * value * value,
  power: (value: number) => value ** 3,
} as const satisfies Record<string, Cube>;

/**
 * The formula of the Kernel Inception Distance over one block of all images. It may be slightly negative, like any
 * unbiased estimate of 0. Throws RangeError if a set has fewer than two images.
 */
export function kernelDistance(a: FeatureSet, b: FeatureSet, cube: Cube = cubes.products): number {
  for (const { images } of [a, b])
    if (!(images >= 2)) throw new RangeError(`a kernel distance needs at least 2 images a set (got ${images})`);
  return meanKernel(a, a, cube) + meanKernel(b, b, cube) - 2 * meanKernel(a, b, cube);
}

/**
 * The standard deviation of the distances of `subsets` random subsets of `images` images of each set, drawn without
 * replacement.
 */
export function subsetDeviation(
  a: FeatureSet,
  b: FeatureSet,
  { subsets, images }: { readonly subsets: number; readonly images: number },
  random: RandomStream,
  cube: Cube = cubes.products,
): number {
  const distances = Array.from({ length: subsets }, () =>
    kernelDistance(drawn(a, images, random), drawn(b, images, random), cube),
  );
  return populationDeviation(distances);
}

function drawn({ rows, images, features }: FeatureSet, count: number, random: RandomStream): FeatureSet {
  const order = Uint32Array.from({ length: images }, (_, image) => image);
  const picked = new Float64Array(count * features);
  for (let i = 0; i < count; i++) {
    // The first steps of Fisher and Yates: what was taken makes room for what stands there.
    const at = i + random.integer(images - i);
    const image = order[at]!;
    order[at] = order[i]!;
    picked.set(rows.subarray(image * features, (image + 1) * features), i * features);
  }
  return { rows: picked, images: count, features };
}

/** The mean over all pairs of images; within one set, over pairs of two different ones. */
function meanKernel(left: FeatureSet, right: FeatureSet, cube: Cube): number {
  const same = left === right;
  let sum = 0;
  visitProducts(left, right, (fromLeft, fromRight, products) => {
    const diagonal = same ? fromLeft - fromRight : null;
    sum += kernelSum(products, { features: left.features, diagonal, cube });
  });
  return sum / (left.images * (same ? right.images - 1 : right.images));
}

/** `diagonal`: how far right of a row's number its pair with itself stands, which is left out; null: there is none. */
function kernelSum(
  { rows, columns, data }: Matrix,
  { features, diagonal, cube }: { readonly features: number; readonly diagonal: number | null; readonly cube: Cube },
): number {
  let sum = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      if (diagonal !== null && j === i + diagonal) continue;
      sum += cube(data[at]! / features + 1);
    }
  }
  return sum;
}
