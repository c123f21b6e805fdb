// The edges of a cell: normal, up and down operations (reference: networks), in cheaper forms with the same meaning.
import { operationName } from '../../domain/search/genotype.js';
import type { Value } from '../ir/graph.js';
import { biasAdd, everySecondPixel, matMul, relu, reshape } from '../ir/operations.js';
import {
  averagePool,
  convolution,
  depthwiseTransposed,
  maxPool,
  resizeBilinear,
  resizeNearest,
} from '../ir/spatial.js';
import { winograd, winogradPays } from '../ir/winograd.js';
import { convolutionForm } from './declarations.js';
import { beforeBias, convolve, convolveHalving, plainWeight, type WeightOf } from './layers.js';
import type { Scope } from './scope.js';

/** What an edge needs. `activated`: ReLU before the convolution (everywhere but in a discriminator's n4). */
export interface EdgeOptions {
  readonly weightOf: WeightOf;
  readonly activated: boolean;
}

/** A normal edge, `edge` like `cell1.n0`; null if the gene drops the term. */
export function normalEdge(scope: Scope, edge: string, gene: number, x: Value, options: EdgeOptions): Value | null {
  const operation = operationName('normal', gene);
  if (operation === 'none') return null;
  const form = convolutionForm(operation);
  if (form === null) return x;
  const layer = `${edge}.${operation}`;
  return convolve(scope, layer, options.activated ? relu(x) : x, options.weightOf(scope, layer), form.dilation);
}

/**
 * A normal edge followed by 2×2 average pooling. A convolution and the pooling become one convolution of half the size:
 * 1×1 after the pooling, k×k as (k+1)×(k+1) with stride 2 (16 products instead of 36 for 3×3). Dilated ones would gain
 * nothing.
 */
export function pooledNormalEdge(
  scope: Scope,
  edge: string,
  gene: number,
  x: Value,
  options: EdgeOptions,
): Value | null {
  const operation = operationName('normal', gene);
  const form = convolutionForm(operation);
  if (form === null || form.dilation === 2) {
    const term = normalEdge(scope, edge, gene, x, options);
    return term && beforeBias(averagePool, term);
  }
  const layer = `${edge}.${operation}`;
  return pooledConvolution(scope, layer, options.activated ? relu(x) : x, options.weightOf(scope, layer));
}

/** A convolution with bias followed by 2×2 average pooling, as one. */
export function pooledConvolution(scope: Scope, layer: string, x: Value, weight: Value): Value {
  const kernel = weight.shape[0]!;
  if (kernel === 1) return convolve(scope, layer, averagePool(x), weight);
  const halved = winogradPays(x, weight, 'pooled')
    ? winograd(x, weight, 'pooled')
    : convolveHalving(x, averagedKernel(weight), (kernel - 1) / 2);
  return biasAdd(halved, scope.parameter(`${layer}.bias`));
}

/**
 * The mean of a kernel's four shifts by 0 or 1 in each direction, [k+1, k+1, in, out]: a constant matrix times the
 * kernel.
 */
function averagedKernel(weight: Value): Value {
  const [kernel, , from, to] = weight.shape as [number, number, number, number];
  const larger = kernel + 1;
  const shifts = new Array<number>(larger * larger * kernel * kernel).fill(0);
  for (let row = 0; row < kernel; row++)
    for (let column = 0; column < kernel; column++)
      for (const [down, right] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ] as const)
        shifts[((row + down) * larger + column + right) * kernel * kernel + row * kernel + column] = 0.25;
  const matrix = weight.graph.constant('float', [larger * larger, kernel * kernel], shifts);
  return reshape(matMul(matrix, reshape(weight, [kernel * kernel, from * to])), [larger, larger, from, to]);
}

/** An up edge, `edge` like `cell1.u0`: doubles the size. */
export function upEdge(scope: Scope, edge: string, gene: number, x: Value): Value {
  const operation = operationName('up', gene);
  const layer = `${edge}.${operation}`;
  if (operation === 'conv_transpose') {
    const larger = depthwiseTransposed(relu(x), scope.parameter(`${layer}.depthwise`));
    return convolution(larger, plainWeight(scope, layer));
  }
  // ReLU and a 1×1 convolution commute with repeating pixels, so they run on a quarter of them.
  if (operation === 'nearest') return resizeNearest(convolve(scope, layer, relu(x), plainWeight(scope, layer)), 2);
  return convolve(scope, layer, relu(resizeBilinear(x, 2)), plainWeight(scope, layer));
}

/**
 * A down edge, `edge` like `cell1.d0`: halves the size. Average pooling is merged with what comes before it:
 * pooledNormalEdge.
 */
export function downEdge(scope: Scope, edge: string, gene: number, x: Value, weightOf: WeightOf): Value {
  const operation = operationName('down', gene);
  if (operation === 'max_pool') return beforeBias(maxPool, x);
  const form = convolutionForm(operation);
  if (form === null) throw new Error(`${edge} cannot be ${operation}`);
  const layer = `${edge}.${operation}`;
  const weight = weightOf(scope, layer);
  // With dilation 2 and stride 2 only every second pixel is ever read: a plain convolution of those pixels.
  if (form.dilation === 2) return convolve(scope, layer, relu(everySecondPixel(x)), weight);
  const halved = winogradPays(x, weight, 'halving')
    ? winograd(relu(x), weight, 'halving')
    : convolveHalving(relu(x), weight, (form.kernel - 1) / 2);
  return biasAdd(halved, scope.parameter(`${layer}.bias`));
}
