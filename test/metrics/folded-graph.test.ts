// A frozen graph whose norms are folded gives what it gave, in both forms; and weights that cannot be folded.
import assert from 'node:assert/strict';
import test from 'node:test';
import { canFuse } from '../../models/backend.js';
import { download, release, runGraphOf, unloadGraph, upload } from '../../models/device.js';
import { readFrozenGraph } from '../../models/graph-file.js';
import { frozenAsSavedModel, loadGraphFiles, type FileParts } from '../../models/load-graph.js';
import { foldedGraph } from '../../metrics/extractors/networks/folded-graph.js';
import {
  attribute,
  constantNode,
  field,
  graphNode,
  integer,
  producer,
} from '../../tools/inception2015/graph-writer.js';
import { imageSize, numbers, placeholder } from './support/small-graphs.js';

const float = { T: attribute.type('float') };
const positive = (length: number): Float32Array => numbers(length, 91).map((value) => 1.2 + value);

/** float_val of a TensorProto: all numbers in one field, or each in a field of its own. */
const packed = (values: number[]): Uint8Array[] => field(5, new Uint8Array(Float32Array.from(values).buffer));
const single = (values: number[]): Uint8Array[] =>
  values.flatMap((value) => [Uint8Array.of(5 * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]);
const listed = (name: string, size: number, content: Uint8Array[], type: 'float' | 'int32' = 'float'): Uint8Array[] =>
  graphNode(name, 'Const', [], {
    dtype: attribute.type(type),
    value: attribute.tensor(type, [size], content),
  });

interface Layer {
  readonly kernel: readonly [number, number, number, number];
  readonly scaled?: boolean;
  /** Takes the place of the constant of that name. */
  readonly constants?: Readonly<Record<string, Uint8Array[]>>;
}

function layer(name: string, input: string, { kernel, scaled = false, constants = {} }: Layer): Uint8Array[] {
  const outputs = kernel[3];
  const own = {
    kernel: constantNode(
      `${name}/kernel`,
      kernel,
      numbers(
        kernel.reduce((product, size) => product * size, 1),
        37,
      ),
    ),
    mean: constantNode(`${name}/mean`, [outputs], numbers(outputs, 53)),
    variance: constantNode(`${name}/variance`, [outputs], positive(outputs)),
    beta: constantNode(`${name}/beta`, [outputs], numbers(outputs, 29)),
    gamma: constantNode(`${name}/gamma`, [outputs], positive(outputs)),
    ...constants,
  };
  const statistics = ['mean', 'variance', 'beta', 'gamma'].map((of) => `${name}/${of}`);
  return [
    ...Object.values(own).flat(),
    ...graphNode(`${name}/Conv2D`, 'Conv2D', [input, `${name}/kernel`], {
      ...float,
      strides: attribute.ints([1, 2, 2, 1]),
      padding: attribute.string('SAME'),
      use_cudnn_on_gpu: attribute.bool(true),
    }),
    ...graphNode(`${name}/norm`, 'BatchNormWithGlobalNormalization', [`${name}/Conv2D`, ...statistics], {
      ...float,
      variance_epsilon: attribute.float(0.001),
      scale_after_normalization: attribute.bool(scaled),
    }),
    ...graphNode(name, 'Relu', [`${name}/norm`], float),
  ];
}

/** Three layers; what is behind the norm of the second one is read twice, so it stays. */
const graph = Buffer.concat([
  ...placeholder(-1),
  ...layer('first', 'images', { kernel: [3, 3, 3, 8], scaled: true }),
  ...layer('second', 'first', {
    kernel: [1, 1, 8, 8],
    constants: { mean: listed('second/mean', 8, single([0.25, 0.5])), gamma: listed('second/gamma', 8, packed([1])) },
  }),
  ...graphNode('other', 'Tanh', ['second/norm'], float),
  ...graphNode('sum', 'Add', ['second', 'other'], float),
  ...layer('third', 'sum', {
    kernel: [1, 3, 8, 4],
    constants: { beta: listed('third/beta', 4, packed([0.5, -0.25])) },
  }),
  integer(3, 8),
  ...producer(8),
]);

function run(parts: FileParts): Float32Array {
  const images = numbers(2 * imageSize ** 2 * 3, 17);
  const loaded = loadGraphFiles(new Map([['saved_model.pb', frozenAsSavedModel(parts)]]));
  const fed = upload('float', [2, imageSize, imageSize, 3], images);
  const [found] = runGraphOf(loaded, [fed], 'images:0', 'third:0');
  const data = download(found!.handle) as Float32Array;
  [found!.handle, fed].forEach(release);
  unloadGraph(loaded);
  return data;
}

for (const fused of [true, false])
  test(`the folded graph gives the same, as ${fused ? 'one kernel' : 'three kernels'}`, (t) => {
    if (fused && !canFuse()) return t.skip('there is no such kernel here');
    const folded = foldedGraph(graph, readFrozenGraph(graph), fused);
    const nodes = readFrozenGraph(Buffer.concat(folded)).nodes.map(({ op }) => op);
    assert.equal(nodes.filter((op) => op === 'BatchNormWithGlobalNormalization').length, 1);
    assert.equal(nodes.filter((op) => op === '_FusedConv2D').length, fused ? 2 : 0);
    const [before, after] = [run([graph]), run(folded)];
    const largest = Math.max(...before);
    assert.ok(largest > 0.5 && before.length === 2 * 2 * 2 * 4);
    for (const [i, value] of before.entries()) assert.ok(Math.abs(value - after[i]!) <= 1e-6 * largest);
  });

const kernel = [1, 1, 3, 4] as const;
const refused: Readonly<Record<string, readonly [Record<string, Uint8Array[]>, RegExp]>> = {
  'no number': [{ beta: listed('a/beta', 4, packed([NaN])) }, /a\/Conv2D and of its norm must be finite numbers/],
  'a negative variance': [{ variance: listed('a/variance', 4, packed([-1])) }, /must be finite numbers/],
  'too few statistics': [
    { mean: listed('a/mean', 3, packed([0])) },
    /a number for each output of its kernel \(got .*, 3,/,
  ],
  'a kernel of three dimensions': [
    { kernel: constantNode('a/kernel', [3, 2, 2], numbers(12, 37)) },
    /a number for each output of its kernel \(got 3 × 2 × 2, 4/,
  ],
  'a list that is too long': [{ mean: listed('a/mean', 4, packed([0, 0, 0, 0, 0])) }, /must have 4 numbers \(got 5\)/],
  'no numbers': [{ mean: listed('a/mean', 4, []) }, /must have 4 numbers \(got 0\)/],
  'too few bytes': [{ mean: listed('a/mean', 4, field(4, new Uint8Array(15))) }, /must have 4 numbers \(got 3.75\)/],
  'whole numbers': [{ mean: listed('a/mean', 4, packed([1]), 'int32') }, /must be of float32 \(got the type 3\)/],
  'no value': [{ mean: graphNode('a/mean', 'Const', [], {}) }, /a constant must have a value/],
};

for (const [what, [constants, says]] of Object.entries(refused))
  test(`weights are refused: ${what}`, () => {
    const bad = Buffer.concat([...placeholder(-1), ...layer('a', 'images', { kernel, constants })]);
    const contents = readFrozenGraph(bad);
    assert.throws(() => foldedGraph(bad, contents, false), { name: 'RangeError', message: says });
  });

test('a graph without norms keeps its bytes', () => {
  const plain = Buffer.concat([...placeholder(-1), ...graphNode('a', 'Relu', ['images'], float), ...producer(8)]);
  assert.deepEqual(Buffer.concat(foldedGraph(plain, readFrozenGraph(plain), true)), plain);
});
