// Where Winograd's form is used, and how exact it is with the channels of real networks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentiate } from '../../models/ir/differentiate.js';
import { Graph, type Value } from '../../models/ir/graph.js';
import * as op from '../../models/ir/operations.js';
import { convolution, conv2d } from '../../models/ir/spatial.js';
import { makeProgram } from '../../models/ir/program.js';
import { toomCook } from '../../models/ir/toom-cook.js';
import { winogradPays } from '../../models/ir/winograd.js';
import { evaluate, noise } from '../support/device-values.js';

for (const [outputs, taps] of [
  [4, 2],
  [4, 3],
  [4, 5],
  [2, 3],
] as const)
  // prettier-ignore
  test(`${outputs} results of ${taps} taps by Toom and Cook equal the convolution`, () => {
    const { input, weight, output } = toomCook(outputs, taps);
    const x = Array.from({ length: outputs + taps - 1 }, (_, i) => Math.sin(i + 1));
    const w = Array.from({ length: taps }, (_, i) => Math.cos(3 * i));
    const times = (matrix: readonly (readonly number[])[], v: readonly number[]): number[] =>
      matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * v[i]!, 0));
    const transformed = times(weight, w);
    const y = times(output, times(input, x).map((value, i) => value * transformed[i]!)); // prettier-ignore
    y.forEach((value, i) => {
      const expected = w.reduce((sum, factor, j) => sum + factor * x[i + j]!, 0);
      assert.ok(Math.abs(value - expected) < 1e-12, `${value} against ${expected}`);
    });
  });

/** A third of the tolerance that the golden files allow for a whole network. */
const tolerance = 3e-5;

for (const { kernel, channels, size, dilation, images = 2 } of [
  { kernel: 3, channels: 256, size: 16, dilation: 1 },
  // So large that it is transformed again for the gradients.
  { kernel: 5, channels: 64, size: 32, dilation: 1, images: 96 },
  { kernel: 3, channels: 256, size: 16, dilation: 2 },
  { kernel: 5, channels: 256, size: 8, dilation: 1 },
  { kernel: 5, channels: 64, size: 16, dilation: 2 },
  { kernel: 3, channels: 48, size: 16, dilation: 1 },
  { kernel: 5, channels: 32, size: 16, dilation: 2 },
] as const)
  test(`${kernel}×${kernel} with dilation ${dilation} of ${images} images at ${channels} channels uses Winograd and is exact to ${tolerance} in value and gradients`, () => {
    const graph = new Graph();
    const x = graph.input('x', [images, size, size, channels]);
    const w = graph.input('w', [kernel, kernel, channels, channels]);
    assert.ok(winogradPays(x, w, dilation === 2 ? 'dilated' : 'plain'));
    const weights = graph.input('weights', x.shape);
    const outputs = (y: Value): Value[] => {
      const gradients = differentiate(op.sum(op.multiply(y, weights), [0, 1, 2, 3]), [x, w]);
      return [y, ...gradients.map((gradient) => gradient!)];
    };
    const plain = outputs(conv2d(x, w, { dilation }));
    const fed = { x: noise(x.shape, 1), w: noise(w.shape, 2), weights: noise(x.shape, 3) };
    outputs(convolution(x, w, dilation)).forEach((fast, i) => {
      const { a, b } = evaluate({ a: fast, b: plain[i]! }, fed);
      const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const error = a.reduce((most, value, j) => Math.max(most, Math.abs(value - b[j]!)), 0);
      assert.ok(error <= tolerance * largest, `${i}: ${error / largest}`);
    });
  });

for (const [title, shape, weight, form] of [
  ['few channels', [2, 32, 32, 32], [5, 5, 32, 32], 'plain'],
  ['few channels of small images', [2, 8, 8, 16], [5, 5, 16, 16], 'plain'],
  ['few channels before pooling', [2, 32, 32, 64], [3, 3, 64, 64], 'pooled'],
  ['three channels', [2, 32, 32, 256], [3, 3, 256, 3], 'plain'],
  ['small dilated images', [2, 4, 4, 256], [5, 5, 256, 256], 'dilated'],
  ['1×1', [2, 32, 32, 2048], [1, 1, 2048, 2048], 'pooled'],
] as const)
  test(`with ${title} the plain convolution is used`, () => {
    const graph = new Graph();
    assert.equal(winogradPays(graph.input('x', shape), graph.input('w', weight), form), false);
  });

test('a large transformed image is recomputed for the weight’s gradient instead of being kept', () => {
  const graph = new Graph();
  const x = graph.input('x', [48, 32, 32, 256]);
  const w = graph.input('w', [3, 3, 256, 256]);
  const y = convolution(x, w);
  const [gradient] = differentiate(op.sum(y, [0, 1, 2, 3]), [w]);
  const image = y.graph.nodes.find(({ kernel }) => kernel === 'Transpose')!;
  const { instructions } = makeProgram(new Map([['y', y], ['gradient', gradient!]])); // prettier-ignore
  const uses = instructions.filter(({ kernel }) => kernel === 'BatchMatMulV2').length;
  assert.equal(image.outputs[0]!.shape.reduce((product, n) => product * n, 1), 36 * 48 * 64 * 256); // prettier-ignore
  assert.equal(uses, 6, 'two transforms and the product, both transforms again and the weight’s gradient');
});
