// Every cheaper form of an operation, compared with the plain form on random inputs, forwards and backwards. A new form
// gets a line in `forms`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentiate } from '../../models/ir/differentiate.js';
import { Graph, type Shape, type Value } from '../../models/ir/graph.js';
import * as op from '../../models/ir/operations.js';
import * as spatial from '../../models/ir/spatial.js';
import { thinConvolution } from '../../models/ir/thin-convolution.js';
import { winograd } from '../../models/ir/winograd.js';
import { downEdge, normalEdge, pooledConvolution, pooledNormalEdge, upEdge } from '../../models/networks/edges.js';
import { plainWeight } from '../../models/networks/layers.js';
import { evaluate, noise } from '../support/device-values.js';
import { tensorScope } from '../support/tensor-scope.js';

/**
 * Relative to the plain form's largest magnitude. It allows for sums of up to 100 products in another order and for
 * Winograd's transforms.
 */
const tolerance = 1e-5;

/** Two forms of one operation, on a network's tensors and an image of 4 channels. */
interface Form {
  readonly title: string;
  readonly network: 'generator' | 'discriminator';
  readonly shape: Shape;
  readonly make: (scope: ReturnType<typeof tensorScope>['scope'], x: Value) => { fast: Value; plain: Value };
}

const square: Shape = [2, 8, 8, 4];
/** The size in the last cell of a network for 48×48 images. */
const six: Shape = [2, 6, 6, 4];
/** More than one tile in each direction, and the last ones are partly empty. */
const twelve: Shape = [2, 12, 12, 4];
const generator = (title: string, shape: Shape, make: Form['make']): Form => ({
  title,
  network: 'generator',
  shape,
  make,
});
const discriminator = (title: string, shape: Shape, make: Form['make']): Form => ({
  title,
  network: 'discriminator',
  shape,
  make,
});

type Scope = Parameters<Form['make']>[0];
const activated = { weightOf: plainWeight, activated: true };
const bare = { weightOf: plainWeight, activated: false };

/** The convolution of a layer and its bias, as one plain kernel. */
function convolved(scope: Scope, layer: string, x: Value, options: spatial.ConvolutionOptions = {}): Value {
  return op.biasAdd(spatial.conv2d(x, plainWeight(scope, layer), options), scope.parameter(`${layer}.bias`));
}

/** A k×k convolution of stride 2 with symmetric padding: every second pixel of the plain one of stride 1. */
function everySecondOf(x: Value): Value {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return op.slice(x, [0, 0, 0, 0], [n, h, w, c], [1, 2, 2, 1]);
}

const forms: readonly Form[] = [
  ...[square, six].flatMap((shape) =>
    [1, 2, 3, 4, 5, 6].flatMap((gene) =>
      [activated, bare].map((options) =>
        generator(
          `operation ${gene} with average pooling, ${options.activated ? 'after ReLU' : 'without ReLU'}, of [${shape}]`,
          shape,
          (scope, x) => ({
            fast: pooledNormalEdge(scope, 'cell1.n0', gene, x, options)!,
            plain: spatial.averagePool(normalEdge(scope, 'cell1.n0', gene, x, options)!),
          }),
        ),
      ),
    ),
  ),
  generator('the first block’s pooled convolution', square, (scope, x) => {
    const layer = 'cell1.n0.conv_3x3';
    return {
      fast: pooledConvolution(scope, layer, x, plainWeight(scope, layer)),
      plain: spatial.averagePool(convolved(scope, layer, x)),
    };
  }),
  ...[2, 3, 4, 5].flatMap((gene) => {
    const layer = `cell1.d0.${['', '', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'][gene]}`;
    const dilation = gene > 3 ? 2 : 1;
    return [square, six].map((shape) =>
      discriminator(`down operation ${gene} of [${shape}]`, shape, (scope, x) => ({
        fast: downEdge(scope, 'cell1.d0', gene, x, plainWeight),
        plain: everySecondOf(convolved(scope, layer, op.relu(x), { dilation })),
      })),
    );
  }),
  generator('nearest up-sampling after its convolution', square, (scope, x) => ({
    fast: upEdge(scope, 'cell1.u0', 0, x),
    plain: convolved(scope, 'cell1.u0.nearest', op.relu(spatial.resizeNearest(x, 2))),
  })),
  generator('a bilinear skip-in after its convolution', square, (scope, x) => ({
    fast: spatial.resizeBilinear(convolved(scope, 'cell2.skip1', x), 2),
    plain: convolved(scope, 'cell2.skip1', spatial.resizeBilinear(x, 2)),
  })),
  ...[2, 4].map((factor) =>
    generator(`a nearest skip-in ×${factor} after its convolution`, square, (scope, x) => ({
      fast: spatial.resizeNearest(convolved(scope, 'cell3.skip1', x), factor),
      plain: convolved(scope, 'cell3.skip1', spatial.resizeNearest(x, factor)),
    })),
  ),
  generator('a 1×1 convolution as a matrix product', square, (scope, x) => {
    const weight = plainWeight(scope, 'cell2.skip1');
    return { fast: spatial.convolution(x, weight), plain: spatial.conv2d(x, weight) };
  }),
  ...[3, 5].flatMap((kernel) =>
    [square, six, twelve].flatMap((shape) =>
      (['plain', 'dilated', 'halving', 'pooled'] as const).map((form) =>
        generator(`a ${form} ${kernel}×${kernel} convolution by Winograd of [${shape}]`, shape, (scope, x) => {
          const weight = plainWeight(scope, `cell1.n0.conv_${kernel}x${kernel}`);
          const dilation = form === 'dilated' ? 2 : 1;
          const whole = spatial.conv2d(x, weight, { dilation });
          const shrunk = { halving: everySecondOf, pooled: spatial.averagePool };
          const plain = form === 'halving' || form === 'pooled' ? shrunk[form](whole) : whole;
          return { fast: winograd(x, weight, form), plain };
        }),
      ),
    ),
  ),
  ...[square, six].map((shape) =>
    generator(`a convolution to 3 channels by blocks of [${shape}]`, shape, (scope, x) => {
      const weight = plainWeight(scope, 'output.conv');
      return { fast: thinConvolution(x, weight), plain: spatial.conv2d(x, weight) };
    }),
  ),
  generator('every second pixel as one slice', square, (_, x) => ({
    fast: op.everySecondPixel(x),
    plain: everySecondOf(x),
  })),
];

for (const { title, network, shape, make } of forms) {
  test(`the faster form of ${title} equals the plain form, forwards and backwards`, () => {
    const graph = new Graph();
    const { scope, values } = tensorScope(network, graph);
    const x = graph.input('x', shape);
    const { fast, plain } = make(scope, x);
    const used = [x, ...scope.parameters().values()];
    const outputs = (y: Value): Value[] => {
      const weighted = op.multiply(y, graph.constant('float', y.shape, [...noise(y.shape, 4).data]));
      return [y, ...differentiate(op.sum(weighted, [0, 1, 2, 3]), used).map((gradient) => gradient!)];
    };
    const [ofFast, ofPlain] = [outputs(fast), outputs(plain)];
    const fed = { ...values, x: noise(shape, 5) };
    ofPlain.forEach((expected, i) => {
      const { a, b } = evaluate({ a: op.scale(ofFast[i]!, 1), b: op.scale(expected, 1) }, fed);
      const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      assert.ok(largest > 0, 'the plain form is not all zero');
      a.forEach((value, j) =>
        assert.ok(Math.abs(value - b[j]!) <= tolerance * largest, `${i}: ${value} against ${b[j]}`),
      );
    });
  });
}
