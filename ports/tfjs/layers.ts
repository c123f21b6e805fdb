// The layers of a generator as operations of TensorFlow.js. They are TensorFlow's own, so most are written as they are.
import type { Attributes, Node, Value } from '../../models/ir/graph.js';
import type { GraphWriter } from './graph-writer.js';

/** The name of the value that a layer reads. */
export type NameOf = (value: Value) => string;
type WriteLayer = (writer: GraphWriter, node: Node, nameOf: NameOf, name: string) => string;

/** As it is: TensorFlow.js knows the operation with these attributes. */
const same: WriteLayer = (writer, { kernel, inputs, attributes }, nameOf, name) =>
  writer.node(name, kernel, inputs.map(nameOf), attributes);

const int = (value: number): Attributes[string] => ({ kind: 'int', value });
const type = (value: 'float' | 'int32'): Attributes[string] => ({ kind: 'type', value });

/** Every number of latents: the first dimension is cut to its end, or follows from the others. */
const slice: WriteLayer = (writer, { inputs, attributes }, nameOf, name) =>
  writer.node(name, 'StridedSlice', inputs.map(nameOf), { ...attributes, begin_mask: int(1), end_mask: int(1) });

const reshape: WriteLayer = (writer, { inputs, outputs, attributes }, nameOf, name) => {
  const shape = [-1, ...outputs[0]!.shape.slice(1)];
  const wanted = writer.constant(`shape_${shape.slice(1).join('x')}`, [shape.length], Int32Array.from(shape));
  return writer.node(name, 'Reshape', [nameOf(inputs[0]!), wanted], attributes);
};

/**
 * The depthwise transposed convolution, which TensorFlow.js has not: zeros between the pixels (three more channels of
 * zeros for each, and then channels to space), then a depthwise convolution with the kernel turned by half a circle.
 */
const transposed: WriteLayer = (writer, { inputs: [, kernel, x] }, nameOf, name) => {
  const channels = x!.shape[3]!;
  const around = writer.constant(`zeros_${channels}`, [4, 2], Int32Array.of(0, 0, 0, 0, 0, 0, 0, 3 * channels));
  const T = type('float');
  const padded = writer.node(`${name}_zeros`, 'Pad', [nameOf(x!), around], { T, Tpaddings: type('int32') });
  const format: Attributes[string] = { kind: 'string', value: 'NHWC' };
  const spread = writer.node(`${name}_spread`, 'DepthToSpace', [padded], {
    T,
    block_size: int(2),
    data_format: format,
  });
  const ones: Attributes[string] = { kind: 'ints', value: [1, 1, 1, 1] };
  const padding: Attributes[string] = { kind: 'string', value: 'SAME' };
  const attributes = { T, strides: ones, dilations: ones, padding, data_format: format };
  return writer.node(name, 'DepthwiseConv2dNative', [spread, nameOf(kernel!)], attributes);
};

const layers: Readonly<Record<string, WriteLayer>> = {
  StridedSlice: slice,
  Reshape: reshape,
  DepthwiseConv2dNativeBackpropInput: transposed,
  ...Object.fromEntries(['MatMul', 'BiasAdd', 'AddV2', 'Relu', 'Tanh', 'Conv2D'].map((kernel) => [kernel, same])),
  ...Object.fromEntries(
    ['ResizeNearestNeighbor', 'ResizeBilinear', 'FusedBatchNormV3'].map((kernel) => [kernel, same]),
  ),
};

/** Is this the kernel of a depthwise transposed convolution? It is turned by half a circle where it is written. */
export const isTurned = ({ kernel }: Node, input: number): boolean =>
  kernel === 'DepthwiseConv2dNativeBackpropInput' && input === 1;

/** Writes a layer under a name, and returns it. */
export function writeGraphLayer(writer: GraphWriter, node: Node, nameOf: NameOf): string {
  const write = layers[node.kernel];
  if (write === undefined) throw new TypeError(`a generator has no layer ${node.kernel}`);
  return write(writer, node, nameOf, `${node.kernel}_${node.id}`);
}
