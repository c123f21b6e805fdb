// What makes a graph the one of 2015, by its nodes alone, and which operations of a stranger's graph are refused.
import assert from 'node:assert/strict';
import test from 'node:test';
import { publishedInception } from '../../domain/extractor.js';
import { operationsBefore, type GraphContents, type GraphNode } from '../../domain/graph-nodes.js';
import { refusedInFrozen, refusedInSavedModel } from '../../domain/graph-operations.js';
import { inceptionProblem, isPanda, isPublishedInception } from '../../domain/inception2015.js';

const node = (name: string, op: string, inputs: string[] = [], more: Partial<GraphNode> = {}): GraphNode => ({
  ...{ name, op, inputs, calls: [], shape: null },
  ...more,
});

const single = {
  ...{ 'DecodeJpeg/contents': 'Const', DecodeJpeg: 'DecodeJpeg', Cast: 'Cast', ExpandDims: 'ExpandDims' },
  ...{ ResizeBilinear: 'ResizeBilinear', Sub: 'Sub', Mul: 'Mul', 'mixed_10/tower_2/pool': 'MaxPool' },
  ...{ pool_3: 'AvgPool', 'pool_3/_reshape': 'Reshape', 'softmax/logits/MatMul': 'MatMul', softmax: 'Softmax' },
};
const nodes: readonly GraphNode[] = [
  ...Object.entries(single).map(([name, op]) => node(name, op)),
  node('softmax/weights', 'Const', [], { shape: [2048, 1008] }),
  ...Array.from({ length: 94 }, (_, i) => node(`conv${i === 0 ? '' : `_${i}`}/Conv2D`, 'Conv2D')),
  ...Array.from({ length: 94 }, (_, i) => node(`normal_${i}`, 'BatchNormWithGlobalNormalization')),
];

test('a graph with all its nodes is the one of 2015, and without any one of them it is not', () => {
  assert.equal(inceptionProblem(nodes), null);
  for (const { name } of nodes)
    assert.notEqual(inceptionProblem(nodes.filter((other) => other.name !== name)), null, name);
});

test('the message says which node is missing or differs', () => {
  const changed = (name: string, change: Partial<GraphNode>): string | null =>
    inceptionProblem(nodes.map((each) => (each.name === name ? { ...each, ...change } : each)));
  assert.match(changed('pool_3', { name: 'pool3' })!, /must have the node pool_3 \(not found\)/);
  assert.match(
    changed('mixed_10/tower_2/pool', { op: 'AvgPool' })!,
    /mixed_10\/tower_2\/pool must be MaxPool \(got AvgPool\)/,
  );
  assert.match(changed('softmax/weights', { shape: [2048, 1000] })!, /2048 × 1008 \(got 2048 × 1000\)/);
  assert.match(changed('softmax/weights', { shape: null })!, /got no shape/);
  assert.match(changed('normal_7', { op: 'FusedBatchNorm' })!, /94 nodes of BatchNorm\w+ \(got 93\)/);
});

test('only the published size and digest together are the published file', () => {
  const { bytes, md5 } = publishedInception;
  assert.ok(isPublishedInception(bytes, md5));
  assert.ok(!isPublishedInception(bytes + 1, md5) && !isPublishedInception(bytes, md5.replace('e', 'f')));
});

test('the panda is recognised by both probabilities', () => {
  assert.ok(isPanda([0.8911, 0.0078]));
  assert.ok(!isPanda([0.8911, 0.0178]) && !isPanda([0.87, 0.0078]) && !isPanda([0.8911]));
});

const graph = (
  nodesOf: GraphNode[],
  functions: Record<string, GraphNode[]> = {},
  atLoad: string[] = [],
): GraphContents => ({
  ...{ nodes: nodesOf, functions: new Map(Object.entries(functions)), atLoad },
});

test('of a frozen graph every operation counts, also of a node that nothing reads', () => {
  const found = [node('a', 'Const'), node('b', 'Relu', ['a']), node('c', 'WriteFile', ['a'])];
  assert.deepEqual(refusedInFrozen(graph(found)), ['WriteFile']);
  assert.deepEqual(refusedInFrozen(graph(found.slice(0, 2))), []);
  assert.deepEqual(refusedInFrozen(graph([node('a', 'f')], { f: [node('x', 'ReadFile')] })), ['ReadFile']);
});

test('operations are followed over inputs, orders, functions and functions of functions, and end in circles', () => {
  const found = graph(
    [
      node('a', 'Const'),
      node('b', 'Relu', ['a:0', '^order']),
      node('order', 'NoOp', ['b']),
      node('call', 'PartitionedCall', ['b'], { calls: ['f'] }),
      node('apart', 'WriteFile'),
    ],
    { f: [node('x', 'g')], g: [node('y', 'Tanh'), node('z', 'PartitionedCall', [], { calls: ['f'] })] },
  );
  assert.deepEqual([...operationsBefore(found, ['call:0'])].sort(), [
    'Const',
    'NoOp',
    'PartitionedCall',
    'Relu',
    'Tanh',
  ]);
  assert.deepEqual([...operationsBefore(found, ['nowhere:0'])], []);
});

test('a SavedModel may restore only when it is loaded, and save only what is never run', () => {
  const found = [
    node('v', 'VariableV2'),
    node('out', 'Relu', ['v']),
    node('restore', 'RestoreV2'),
    node('save', 'SaveV2'),
  ];
  assert.deepEqual(refusedInSavedModel(graph(found, {}, ['restore']), ['out:0']), []);
  assert.deepEqual(refusedInSavedModel(graph(found, {}, ['save']), ['out:0']), ['SaveV2']);
  assert.deepEqual(refusedInSavedModel(graph(found), ['restore:0']), ['RestoreV2']);
});
