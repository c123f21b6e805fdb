// Which convolutions of a graph take the norm behind them: those between whose parts nobody else reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphNode } from '../../domain/graph-nodes.js';
import { foldableConvolutions } from '../../domain/normalised-convolutions.js';

const node = (name: string, op: string, ...inputs: string[]): GraphNode => ({
  ...{ name, op, inputs, calls: [], shape: null },
});

const constants = ['kernel', 'mean', 'variance', 'beta', 'gamma'].map((name) => node(name, 'Const'));

/** As the graph of 2015 has it. */
const layer = [
  node('images', 'Placeholder'),
  ...constants,
  node('a/Conv2D', 'Conv2D', 'images', 'kernel'),
  node('a/norm', 'BatchNormWithGlobalNormalization', 'a/Conv2D', 'mean', 'variance', 'beta', 'gamma'),
  node('a/CheckNumerics', 'CheckNumerics', 'a/norm'),
  node('a/control', 'Identity', 'a/norm', '^a/CheckNumerics'),
  node('a', 'Relu', 'a/control:0'),
  node('features', 'Mean', 'a'),
];

const replacedBy = (changed: Readonly<Record<string, GraphNode>>, ...more: GraphNode[]): readonly GraphNode[] =>
  [...layer.map((each) => changed[each.name] ?? each), ...more].filter(({ op }) => op !== 'none');

test('a convolution, its norm, what checks it, its ReLU and their constants are one', () => {
  const { convolutions, replaced } = foldableConvolutions(layer);
  assert.deepEqual(convolutions, [
    {
      ...{ convolution: 'a/Conv2D', input: 'images', norm: 'a/norm', result: 'a' },
      ...{ kernel: 'kernel', mean: 'mean', variance: 'variance', shift: 'beta', scale: 'gamma' },
    },
  ]);
  const kept = layer.filter(({ name }) => !replaced.has(name)).map(({ name }) => name);
  assert.deepEqual(kept, ['images', 'features']);
});

test('a ReLU that reads the norm itself is as good', () => {
  const direct = { a: node('a', 'Relu', 'a/norm'), 'a/control': node('', 'none'), 'a/CheckNumerics': node('', 'none') };
  assert.equal(foldableConvolutions(replacedBy(direct)).convolutions[0]!.result, 'a');
});

test('a constant that others read stays', () => {
  const { convolutions, replaced } = foldableConvolutions(replacedBy({}, node('b', 'Relu', 'kernel')));
  assert.equal(convolutions.length, 1);
  assert.deepEqual(
    ['kernel', 'mean'].map((name) => replaced.has(name)),
    [false, true],
  );
});

const others: Readonly<Record<string, readonly GraphNode[]>> = {
  'the convolution is read by others': replacedBy({}, node('b', 'Relu', 'a/Conv2D')),
  'the norm is read by others': replacedBy({}, node('b', 'Mean', 'a/norm')),
  'the value behind the norm is read by others': replacedBy({}, node('b', 'Relu', 'a/control')),
  'others wait for the check': replacedBy({}, node('b', 'Relu', 'images', '^a/CheckNumerics')),
  'the check is read by others': replacedBy({}, node('b', 'Relu', 'a/CheckNumerics')),
  'the kernel is computed': replacedBy({ kernel: node('kernel', 'Identity', 'mean') }),
  'a statistic is computed': replacedBy({ mean: node('mean', 'Identity', 'beta') }),
  'there is no ReLU': replacedBy({ a: node('a', 'Relu6', 'a/control') }),
  'nobody reads the norm': replacedBy({ 'a/control': node('a/control', 'Identity', 'images') }),
  'the ReLU waits for others': replacedBy({ a: node('a', 'Relu', 'a/control', '^images') }),
  'the convolution waits for others': replacedBy({
    'a/Conv2D': node('a/Conv2D', 'Conv2D', 'images', 'kernel', '^mean'),
  }),
  'it is no convolution': replacedBy({ 'a/Conv2D': node('a/Conv2D', 'DepthwiseConv2dNative', 'images', 'kernel') }),
  'the norm lacks an input': replacedBy({
    'a/norm': node('a/norm', 'BatchNormWithGlobalNormalization', 'a/Conv2D', 'mean', 'variance', 'beta'),
  }),
};

for (const [reason, nodes] of Object.entries(others))
  test(`all stays as it is where ${reason}`, () => {
    const { convolutions, replaced } = foldableConvolutions(nodes);
    assert.deepEqual([convolutions, [...replaced]], [[], []]);
  });
