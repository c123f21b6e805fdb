// Convolutions by Winograd: transformed tiles of the image meet the transformed weights in one batched matrix product
// with a quarter of the multiplications. The transforms are products with constant matrices, which also contain
// padding, stride, dilation and pooling.
import type { GradientRule, Shape, Value } from './graph.js';
import { batchMatMul, leading, matMul, reshape, transpose } from './operations.js';
import { winogradPlan, type WinogradForm, type WinogradPlan } from './winograd-plan.js';

/** Does Winograd's form cost less for x and weight? */
export function winogradPays(x: Value, weight: Value, form: WinogradForm): boolean {
  const [, height, width] = x.shape as [number, number, number, number];
  const [kernel, , from, to] = weight.shape as [number, number, number, number];
  if (x.graph.isPlain || kernel === 1 || height !== width) return false;
  const plan = winogradPlan(kernel, form, height);
  const { folded, interleaved, taps, outputs } = plan;
  if (height % (folded * interleaved) !== 0 || height / folded / interleaved < outputs) return false;
  const channels = Math.min(from, to);
  return taps ** 2 * channels >= cost(plan, channels);
}

/**
 * The forward cost of a result of one channel, in multiplications of a plain convolution: the product, the image's
 * transform (its matrices are full, so it grows with the size) and the result's. Fitted to measurements with one
 * thread, 16–256 channels, 4×4–32×32: decision 10.
 */
function cost({ tile, outputs, folded, interleaved, size }: WinogradPlan, channels: number): number {
  const growth = tile / outputs;
  const product = 1.2 * (folded * growth) ** 2 * channels;
  return product + folded ** 2 * (growth + growth ** 2) * (13 + (2.2 * size) / interleaved) + 50 * growth ** 2;
}

/**
 * x [n, s, s, in], weight [k, k, in, out], PyTorch's symmetric padding, to [n, s, s, out]; `halving` and `pooled`: to
 * [n, s/2, s/2, out].
 */
export function winograd(x: Value, weight: Value, form: WinogradForm): Value {
  const plan = winogradPlan(weight.shape[0]!, form, x.shape[1]!);
  const [image, kernel] = [ofImages(x, plan), ofWeight(weight, plan)];
  const large = image.shape.reduce((product, n) => product * n, 1) >= keptValues;
  return toImages(large ? forgetfulProduct(image, kernel, x, plan) : batchMatMul(image, kernel), x.shape[0]!, plan);
}

/** A transformed image of this size (100 MB) or more is made again for the weight's gradient instead of kept. */
const keptValues = 25e6;

/**
 * The product of a transformed image that is made again for the gradients. Its two directions have the other order, so
 * it is another computation, and nothing merges it with the first one.
 */
function forgetfulProduct(image: Value, kernel: Value, x: Value, plan: WinogradPlan): Value {
  const gradient: GradientRule = (_, [of], needed) => {
    if (of === undefined) return [];
    // The weight's gradient first: the image that is made again is gone before the other appears.
    const ofKernel = needed[1] ? batchMatMul(ofImages(x, plan, true), of, true) : undefined;
    return [needed[0] ? batchMatMul(of, kernel, false, true) : undefined, ofKernel];
  };
  return batchMatMul(image, kernel, false, false, gradient);
}

/** To [tile², images · tiles, folded² · channels]. */
function ofImages(x: Value, plan: WinogradPlan, rowsFirst = false): Value {
  const { size, tile, interleaved, tiles, folded, image } = plan;
  const [n, , , channels] = x.shape as [number, number, number, number];
  const places = tiles * interleaved;
  const across = tile * tiles * folded;
  const matrix = x.graph.constant('float', [1, across, size / interleaved], image);
  // Interleaved images are side by side in the next dimension.
  const alongRows = (y: Value, rows: number): Value =>
    batchMatMul(matrix, reshape(y, [n * rows, size / interleaved, interleaved * channels]));
  const alongColumns = (y: Value, columns: number): Value =>
    batchMatMul(matrix, reshape(y, [n, size / interleaved, interleaved * columns * channels]));
  const both = rowsFirst
    ? alongRows(alongColumns(x, size), across * interleaved)
    : alongColumns(alongRows(x, size), across * interleaved);
  const shape = [n, tile, places, folded, tile, places, folded * channels];
  const tilesFirst = reorder(both, shape, [1, 4, 0, 2, 5, 3, 6]);
  return reshape(tilesFirst, [tile * tile, n * places * places, folded * folded * channels]);
}

/** To [tile², folded² · in, out]. */
function ofWeight(kernel: Value, { tile, folded, weight }: WinogradPlan): Value {
  const [size, , from, to] = kernel.shape as [number, number, number, number];
  const matrix = kernel.graph.constant('float', [(tile * folded) ** 2, size * size], weight);
  const transformed = matMul(matrix, reshape(kernel, [size * size, from * to]));
  return reshape(transformed, [tile * tile, folded * folded * from, to]);
}

/** From [tile², images · tiles, out]. */
function toImages(x: Value, n: number, plan: WinogradPlan): Value {
  const { outputs, tile, interleaved, tiles, resultSize, result } = plan;
  const channels = x.shape[2]!;
  const matrix = x.graph.constant('float', [outputs * outputs, tile * tile], result);
  const values = matMul(matrix, reshape(x, [tile * tile, x.shape[1]! * channels]));
  const shape = [outputs, outputs, n, tiles, interleaved, tiles, interleaved, channels];
  const pixels = reorder(values, shape, [2, 3, 0, 4, 5, 1, 6, 7]);
  const size = interleaved * tiles * outputs;
  const images = reshape(pixels, [n, size, size, channels]);
  return size === resultSize ? images : leading(images, [n, resultSize, resultSize, channels]);
}

/**
 * x seen as `shape`, with its dimensions in another order. Dimensions of 1 are left out, because the cost of a
 * transposition grows with their number.
 */
function reorder(x: Value, shape: Shape, order: readonly number[]): Value {
  const kept = shape.flatMap((n, i) => (n === 1 ? [] : [i]));
  const lengths = kept.map((i) => shape[i]!);
  const places = order.filter((i) => shape[i] !== 1).map((i) => kept.indexOf(i));
  return transpose(reshape(x, lengths), places);
}
