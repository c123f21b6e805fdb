// The ONNX file, read back by a description of the format: standard operations, each after its inputs, weights of the
// size that they say. scripts.slow.test.ts runs it where ONNX's runtime is installed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import protobuf from 'protobufjs';
import { generatorFile } from '../../ports/onnx/generator-file.js';
import { coveringPairs } from '../support/sample-genotypes.js';
import { randomWinner } from './support.js';

/** The part of onnx.proto (IR version 8) that a generator needs. */
const { root } = protobuf.parse(
  `syntax = "proto2";
message Model { optional int64 ir_version = 1; optional Graph graph = 7; repeated Operators opset_import = 8; }
message Operators { optional string domain = 1; optional int64 version = 2; }
message Graph { repeated Node node = 1; optional string name = 2; repeated Tensor initializer = 5; repeated Value input = 11; repeated Value output = 12; }
message Node { repeated string input = 1; repeated string output = 2; optional string name = 3; optional string op_type = 4; repeated Attribute attribute = 5; }
message Attribute { optional string name = 1; optional float f = 2; optional int64 i = 3; optional bytes s = 4; repeated int64 ints = 8; optional int32 type = 20; }
message Tensor { repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8; optional bytes raw_data = 9; }
message Value { optional string name = 1; optional Type type = 2; }
message Type { optional Dense tensor_type = 1; }
message Dense { optional int32 elem_type = 1; optional Shape shape = 2; }
message Shape { repeated Dimension dim = 1; }
message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }`,
  { keepCase: true },
);

interface Model {
  readonly ir_version: number;
  readonly opset_import: readonly { readonly version: number }[];
  readonly graph: {
    readonly node: readonly { readonly op_type: string; readonly input: readonly string[]; readonly output: readonly string[]; readonly attribute: readonly { readonly name: string; readonly i?: number; readonly ints?: readonly number[] }[] }[]; // prettier-ignore
    readonly initializer: readonly { readonly name: string; readonly dims: readonly number[]; readonly data_type: number; readonly raw_data: Uint8Array }[]; // prettier-ignore
    readonly input: readonly Value[];
    readonly output: readonly Value[];
  };
}
interface Value {
  readonly name: string;
  readonly type: { readonly tensor_type: { readonly shape: { readonly dim: readonly object[] } } };
}

function read(bytes: Uint8Array): Model {
  const type = root.lookupType('Model');
  return type.toObject(type.decode(bytes), { longs: Number, arrays: true }) as Model;
}

const standard = ['Add', 'BatchNormalization', 'Conv', 'ConvTranspose', 'MatMul', 'Relu', 'Reshape', 'Resize', 'Slice', 'Tanh', 'Transpose']; // prettier-ignore
const used = new Set<string>();

for (const [index, pair] of coveringPairs().entries())
  test(`the ONNX file of pair ${index} has standard operations, each after its inputs, and whole weights`, () => {
    const { winner } = randomWinner(pair);
    const { ir_version, opset_import, graph } = read(generatorFile(winner.generator));
    assert.deepEqual([ir_version, opset_import.map(({ version }) => version)], [8, [13]]);
    const known = new Set(['', 'latents', ...graph.initializer.map(({ name }) => name)]);
    for (const { op_type, input, output } of graph.node) {
      assert.ok(standard.includes(op_type), op_type);
      used.add(op_type);
      for (const name of input) assert.ok(known.has(name), `${output[0]} reads ${name} before it is there`);
      assert.ok(!known.has(output[0]!), `${output[0]} is computed once`);
      known.add(output[0]!);
    }
    for (const { name, dims, data_type, raw_data } of graph.initializer)
      assert.equal(raw_data.length, dims.reduce((product, size) => product * size, 1) * (data_type === 1 ? 4 : 8), name); // prettier-ignore
    const shapes = [graph.input, graph.output].map(([value]) => value!.type.tensor_type.shape.dim);
    assert.deepEqual(shapes, [
      [{ dim_param: 'images' }, { dim_value: 6 }],
      [{ dim_param: 'images' }, { dim_value: 32 }, { dim_value: 32 }, { dim_value: 3 }],
    ]);
    assert.ok(known.has('images'));
  });

test('convolutions keep the size, and transposed ones double it by themselves for each channel', () => {
  const { winner } = randomWinner(coveringPairs()[0]!);
  const { node, initializer } = read(generatorFile(winner.generator)).graph;
  const shapeOf = (name: string): readonly number[] => initializer.find((one) => one.name === name)!.dims;
  let transposed = 0;
  for (const { op_type, input, attribute } of node.filter(({ op_type }) => op_type.startsWith('Conv'))) {
    const has = (name: string): number[] => [...(attribute.find((one) => one.name === name)?.ints ?? [])];
    const [kernel] = has('kernel_shape');
    assert.deepEqual(shapeOf(input[1]!).slice(2), [kernel, kernel]);
    if (op_type === 'ConvTranspose') {
      assert.deepEqual(
        [has('strides'), has('pads'), has('output_padding')],
        [
          [2, 2],
          [1, 1, 1, 1],
          [1, 1],
        ],
      );
      assert.deepEqual(shapeOf(input[1]!), [4, 1, 3, 3]);
      transposed++;
    } else assert.deepEqual(has('pads'), Array(4).fill((has('dilations')[0]! * (kernel! - 1)) / 2));
  }
  assert.ok(transposed > 0);
});

test('the pairs together have every operation', () => assert.deepEqual([...used].sort(), standard));
