// 3×3 convolutions to very few channels (images): in the plain kernel most lanes of a vector register would stay empty.
import type { Value } from './graph.js';
import { matMul, reshape, single, transpose } from './operations.js';
import { conv2d } from './spatial.js';

/** To this few channels, from this many. Measured: half of the time at 64 channels, nothing saved at 16. */
const thin = { to: 4, from: 32 };

/** Does the form below cost less than the plain kernel? `from` and `to` channels, images of `size`. */
export const thinPays = (kernel: number, from: number, to: number, size: number): boolean =>
  kernel === 3 && to <= thin.to && from >= thin.from && size % 2 === 0;

/**
 * x [n, s, s, from], weight [3, 3, from, to], as the four results of a 2×2 block at once: a 4×4 convolution of stride 2
 * to 4·to channels.
 */
export const thinConvolution = (x: Value, weight: Value): Value => {
  const [, , from, to] = weight.shape as [number, number, number, number];
  return blocksToPixels(conv2d(x, blockKernel(weight, from, to, [0, 1, 4, 2, 3, 5], false), { stride: 2 }));
};

/**
 * The gradient of a 3×3 convolution's few input channels, likewise: `weight` [3, 3, few, many], `gradient` [n, s, s,
 * many].
 */
export const thinInputGradient = (weight: Value, gradient: Value): Value => {
  const [, , few, many] = weight.shape as [number, number, number, number];
  return blocksToPixels(conv2d(gradient, blockKernel(weight, few, many, [0, 1, 5, 2, 3, 4], true), { stride: 2 }));
};

/**
 * The kernel that computes a block: for each of its 2×2 pixels the weight at that pixel's place among 4×4 (reversed for
 * gradients), as a constant matrix times the weight. `order` brings [4, 4, 2, 2, a, b] to [4, 4, many, 2, 2, few].
 */
function blockKernel(weight: Value, a: number, b: number, order: readonly number[], turned: boolean): Value {
  const places = new Array<number>(4 * 4 * 2 * 2 * 9).fill(0);
  for (const pixel of [0, 1, 2, 3])
    for (let tap = 0; tap < 9; tap++) {
      const row = (pixel >> 1) + Math.floor(tap / 3);
      const column = (pixel & 1) + (tap % 3);
      places[((row * 4 + column) * 4 + pixel) * 9 + (turned ? 8 - tap : tap)] = 1;
    }
  const matrix = weight.graph.constant('float', [64, 9], places);
  const placed = reshape(matMul(matrix, reshape(weight, [9, a * b])), [4, 4, 2, 2, a, b]);
  const [few, many] = turned ? [a, b] : [b, a];
  return reshape(transpose(placed, order), [4, 4, many, 4 * few]);
}

/** [n, h, w, 4c] to [n, 2h, 2w, c]: the channels of a pixel are the four of a block, row by row. */
function blocksToPixels(x: Value): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return single('DepthToSpace', [x], [n, 2 * h, 2 * w, c / 4], { block_size: { kind: 'int', value: 2 } });
}
