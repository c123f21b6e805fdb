// Every gradient rule compared with finite differences. A rule without a case fails the last test: add a line to
// `cases`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentiate } from '../../models/ir/differentiate.js';
import { gradientRules } from '../../models/ir/gradients.js';
import { Graph, type Device, type Shape, type Value } from '../../models/ir/graph.js';
import * as op from '../../models/ir/operations.js';
import { thinConvolution } from '../../models/ir/thin-convolution.js';
import * as spatial from '../../models/ir/spatial.js';
import { evaluate, noise, type FedTensor } from '../support/device-values.js';
import { inner, innerSize, slope } from '../support/finite-differences.js';

/**
 * The step of finite differences: float32 kernels are evaluated at ±step and ±step/2 along a random direction and
 * summed in double.
 */
const step = 1 / 8;
/** Relative to Σ |gradient · direction|: float32 rounding divided by the step. The worst difference found is 3e-6. */
const tolerance = 2e-5;

/**
 * A differentiable expression of inputs of these shapes. `values`: inputs that keep away from edges of the function.
 */
interface Case {
  readonly title: string;
  readonly shapes: readonly Shape[];
  readonly make: (...inputs: Value[]) => Value;
  readonly values?: (shape: Shape, salt: number) => FedTensor;
  /** The device that the gradient is written for. It runs on this machine in any case. */
  readonly device?: Device;
}

const line = (title: string, shapes: readonly Shape[], make: Case['make'], values?: Case['values']): Case => ({
  title,
  shapes,
  make,
  ...(values && { values }),
});

/**
 * Numbers of both signs, at least 0.25 from 0: a step of an eighth in directions up to 1 does not reach a ReLU's edge.
 */
function awayFromZero(shape: Shape, salt: number): FedTensor {
  const { data } = noise(shape, salt);
  return { shape, data: data.map((x) => Math.sign(x) * (0.25 + 0.75 * Math.abs(x))) };
}

/** Numbers of which any two in a 2×2 block are at least 0.3 apart, so that the largest stays the largest. */
function apart(shape: Shape, salt: number): FedTensor {
  const [, h, w, c] = shape as [number, number, number, number];
  const { data } = noise(shape, salt);
  const place = (i: number): number => {
    const [row, column] = [Math.floor(i / (w * c)) % h, Math.floor(i / c) % w];
    return (2 * (row % 2) + (column % 2) + (i % c) + (row >> 1) + (column >> 1)) % 4;
  };
  return { shape, data: data.map((x, i) => 0.5 * place(i) - 0.75 + 0.1 * x) };
}

const image: Shape = [2, 6, 6, 3];
const cases: readonly Case[] = [
  line('add with broadcasting', [image, [3]], op.add),
  line('subtract with broadcasting', [[3, 1], [2, 3, 4]], op.subtract), // prettier-ignore
  line('multiply with broadcasting', [[2, 3, 4], [1, 4]], op.multiply), // prettier-ignore
  line('a sum of three, one twice', [[4], [4]], (a, b) => op.sumOf([a, b, a])),
  line('bias', [image, [3]], op.biasAdd),
  line('ReLU', [image], op.relu, awayFromZero),
  line('leaky ReLU', [image], (x) => op.leakyRelu(x, 0.2), awayFromZero),
  line('tanh', [image], op.tanh),
  line('reshape', [image], (x) => op.reshape(x, [4, 54])),
  line('sum over space', [image], (x) => op.sum(x, [1, 2])),
  line('sum that keeps dimensions', [image], (x) => op.sum(x, [0, 3], true)),
  line('mean of squares', [image], (x) => op.mean(op.multiply(x, x))),
  line('slice', [[3, 9]], (x) => op.slice(x, [0, 3], [3, 6])),
  line('strided slice', [[5, 9]], (x) => op.slice(x, [1, 2], [5, 9], [3, 2])),
  line('every second pixel', [image], op.everySecondPixel),
  line('padding', [image], (x) => op.padSpace(x, 1, 2)),
  ...[false, true].flatMap((ta) =>
    [false, true].map((tb) =>
      line(`matrix product, transposed ${ta} and ${tb}`, [ta ? [4, 3] : [3, 4], tb ? [2, 4] : [4, 2]], (a, b) =>
        op.matMul(a, b, ta, tb),
      ),
    ),
  ),
  ...[false, true].flatMap((ta) =>
    [false, true].map((tb) =>
      line(
        `products of a batch, transposed ${ta} and ${tb}`,
        [ta ? [2, 4, 3] : [2, 3, 4], tb ? [2, 2, 4] : [2, 4, 2]],
        (a, b) => op.batchMatMul(a, b, ta, tb),
      ),
    ),
  ),
  line('products of one matrix with a batch', [[1, 3, 4], [2, 4, 2]], (a, b) => op.batchMatMul(a, b)), // prettier-ignore
  line('transposition', [image], (x) => op.transpose(x, [2, 0, 3, 1])),
  line('convolution 1×1 as a product', [image, [1, 1, 3, 4]], (x, w) => spatial.convolution(x, w)),
  ...[1, 3, 5].map((k) => line(`convolution ${k}×${k}`, [image, [k, k, 3, 4]], (x, w) => spatial.conv2d(x, w))),
  ...[3, 5].map((k) =>
    line(`dilated convolution ${k}×${k}`, [image, [k, k, 3, 4]], (x, w) => spatial.conv2d(x, w, { dilation: 2 })),
  ),
  line('convolution 3×3 of few channels to many', [image, [3, 3, 3, 32]], (x, w) => spatial.conv2d(x, w)),
  line('convolution 3×3 to few channels, by blocks', [image, [3, 3, 3, 2]], thinConvolution),
  line('dilated convolution 5×5 of a larger image', [[1, 10, 10, 2], [5, 5, 2, 2]], (x, w) => spatial.conv2d(x, w, { dilation: 2 })), // prettier-ignore
  ...[4, 6].map((k) =>
    line(`convolution ${k}×${k}, stride 2`, [image, [k, k, 3, 2]], (x, w) => spatial.conv2d(x, w, { stride: 2 })),
  ),
  ...[3, 4, 5].map((k) =>
    line(`convolution ${k}×${k}, stride 2, VALID`, [image, [k, k, 3, 2]], (x, w) =>
      spatial.conv2d(x, w, { stride: 2, padding: 'VALID' }),
    ),
  ),
  line('depthwise transposed convolution', [image, [3, 3, 3, 1]], spatial.depthwiseTransposed),
  ...[image, [3, 1, 4, 2], [2, 5, 1, 3]].map((shape): Case => {
    const of = line(`depthwise transposed convolution of [${shape}] on a GPU`, [shape, [3, 3, shape[3]!, 1]], spatial.depthwiseTransposed); // prettier-ignore
    return { ...of, device: 'gpu' };
  }),
  line('average pooling', [image], spatial.averagePool),
  line('average pooling of an odd size', [[2, 5, 5, 3]], spatial.averagePool),
  line('max pooling', [image], spatial.maxPool, apart),
  ...[2, 4].map((factor) => line(`nearest ×${factor}`, [image], (x) => spatial.resizeNearest(x, factor))),
  ...[2, 4].map((factor) => line(`bilinear ×${factor}`, [image], (x) => spatial.resizeBilinear(x, factor))),
  line('batch norm in training', [[3, 4, 4, 3], [3], [3]], (x, scale, bias) => {
    const [mean, variance] = [x.graph.constant('float', [3], [5, 5, 5]), x.graph.constant('float', [3], [9, 9, 9])];
    return spatial.batchNorm(x, { scale, bias, mean, variance }, true, 0.1).y;
  }),
  // Logits on both sides of the hinge's edge at 1.
  line('hinge loss', [[8, 1]], (x) => op.mean(op.relu(op.subtract(x.graph.scalar(1), op.scale(x, 2)))), hinged),
];

/** Logits x of both signs for which 1 − 2x is at least 0.5 from 0. */
function hinged(shape: Shape, salt: number): FedTensor {
  const { data } = awayFromZero(shape, salt);
  return { shape, data: data.map((x) => (1 - 2 * x) / 2) };
}

function traced({ shapes, make, device }: Case): { y: Value; inputs: readonly Value[] } {
  const graph = new Graph(device);
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape));
  return { y: make(...inputs), inputs };
}

for (const each of cases) {
  const { title, shapes, values = noise } = each;
  test(`the gradient of ${title} equals the slope, and does not depend on which other gradients are computed`, () => {
    const { y, inputs } = traced(each);
    const weights = noise(y.shape, 9);
    const loss = op.sum(
      op.multiply(y, y.graph.input('weights', y.shape)),
      y.shape.map((_, i) => i),
    );
    const fed: Record<string, FedTensor> = {
      weights,
      ...Object.fromEntries(shapes.map((shape, i) => [`x${i}`, values(shape, i)])),
    };
    const all = differentiate(loss, inputs);
    inputs.forEach((input, i) => {
      const { gradient } = evaluate({ gradient: all[i]! }, fed);
      const direction = noise(input.shape, 20 + i).data;
      const at = (size: number): number => {
        const data = fed[`x${i}`]!.data.map((x, j) => x + size * direction[j]!);
        return inner(evaluate({ y }, { ...fed, [`x${i}`]: { shape: input.shape, data } }).y, weights.data);
      };
      const [expected, along] = [slope(at, step), inner(gradient, direction)];
      const allowed = tolerance * innerSize(gradient, direction);
      assert.ok(Math.abs(expected - along) <= allowed, `input ${i}: slope ${expected}, gradient ${along}`);
      const [alone] = differentiate(loss, [input]);
      assert.deepEqual(evaluate({ gradient: alone! }, fed).gradient, gradient, `only the gradient of input ${i}`);
    });
  });
}

test('every gradient rule has a case', () => {
  const tried = new Set(cases.flatMap((each) => traced(each).y.graph.nodes.map(({ kernel }) => kernel)));
  assert.deepEqual(
    [...gradientRules.keys()].filter((kernel) => !tried.has(kernel)),
    [],
  );
});
