// The layers of a generator as operations of ONNX, which has images as NCHW and kernels as OIHW.
import type { Node, Value } from '../../models/ir/graph.js';
import { transposed } from '../../models/published.js';
import type { OnnxWriter } from './graph-writer.js';

/** What a layer is written with. */
export interface OnnxWriting {
  readonly writer: OnnxWriter;
  /** The name of a computed value. */
  nameOf(value: Value): string;
  /** The name of a weight; `order` puts its dimensions into another order. */
  weight(value: Value, order?: readonly number[]): string;
}
type WriteLayer = (writing: OnnxWriting, node: Node, name: string) => string;

const same =
  (op: string): WriteLayer =>
  ({ writer, nameOf }, { inputs }, name) =>
    writer.node(name, op, inputs.map(nameOf));

/** Columns of the latents. */
const slice: WriteLayer = ({ writer, nameOf }, { inputs: [x, begin, end] }, name) => {
  const [from, to] = [begin, end].map((bound) => writer.integers(bound!.node.data![1]!));
  return writer.node(name, 'Slice', [nameOf(x!), from!, to!, writer.integers(1)]);
};

/** The numbers of a latent image come as NHWC. */
const reshape: WriteLayer = ({ writer, nameOf }, { inputs: [x], outputs: [y] }, name) => {
  const rows = writer.node(`${name}_rows`, 'Reshape', [nameOf(x!), writer.integers(-1, ...y!.shape.slice(1))]);
  return writer.node(name, 'Transpose', [rows], { perm: [0, 3, 1, 2] });
};

/** The bias of an image has its channels first of three dimensions. */
const biasAdd: WriteLayer = ({ writer, nameOf }, { inputs: [x, bias] }, name) => {
  const isImage = x!.shape.length === 4;
  const added = isImage
    ? writer.node(`${name}_bias`, 'Reshape', [nameOf(bias!), writer.integers(-1, 1, 1)])
    : nameOf(bias!);
  return writer.node(name, 'Add', [nameOf(x!), added]);
};

const convolution: WriteLayer = ({ writer, nameOf, weight }, { inputs: [x, kernel], attributes }, name) => {
  const [size] = kernel!.shape as [number];
  const { value } = attributes.dilations as { value: readonly number[] };
  const dilation = value[1]!;
  const around = (dilation * (size - 1)) / 2;
  const pads = [around, around, around, around];
  const settings = { kernel_shape: [size, size], dilations: [dilation, dilation], pads };
  return writer.node(name, 'Conv', [nameOf(x!), weight(kernel!, [3, 2, 0, 1])], settings);
};

/** PyTorch's ConvTranspose2d(kernel 3, stride 2, padding 1, output padding 1), for each channel by itself. */
const transposedConvolution: WriteLayer = ({ writer, nameOf, weight }, { inputs: [, kernel, x] }, name) =>
  writer.node(name, 'ConvTranspose', [nameOf(x!), weight(kernel!, [2, 3, 0, 1])], {
    ...{ group: x!.shape[3]!, kernel_shape: [3, 3], strides: [2, 2] },
    ...{ pads: [1, 1, 1, 1], output_padding: [1, 1] },
  });

const resize =
  (attributes: Readonly<Record<string, string>>): WriteLayer =>
  ({ writer, nameOf }, { inputs: [x], outputs: [y] }, name) => {
    const factor = y!.shape[1]! / x!.shape[1]!;
    const scales = writer.tensor(`scales_${factor}`, [4], () => Float32Array.of(1, 1, factor, factor));
    return writer.node(name, 'Resize', [nameOf(x!), '', scales], attributes);
  };

const normalisation: WriteLayer = ({ writer, nameOf }, { inputs, attributes }, name) => {
  const { value } = attributes.epsilon as { value: number };
  return writer.node(name, 'BatchNormalization', inputs.map(nameOf), { epsilon: { float: value } });
};

const layers: Readonly<Record<string, WriteLayer>> = {
  StridedSlice: slice,
  MatMul: same('MatMul'),
  BiasAdd: biasAdd,
  Reshape: reshape,
  Relu: same('Relu'),
  Tanh: same('Tanh'),
  AddV2: same('Add'),
  Conv2D: convolution,
  DepthwiseConv2dNativeBackpropInput: transposedConvolution,
  ResizeNearestNeighbor: resize({
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  }),
  ResizeBilinear: resize({ mode: 'linear', coordinate_transformation_mode: 'half_pixel' }),
  FusedBatchNormV3: normalisation,
};

/** Writes a layer, and returns the name of its output. */
export function writeOnnxLayer(writing: OnnxWriting, node: Node): string {
  const write = layers[node.kernel];
  if (write === undefined) throw new TypeError(`a generator has no layer ${node.kernel}`);
  return write(writing, node, `${node.kernel}_${node.id}`);
}

/** A weight with its dimensions in another order: its shape there, and how its data are put there. */
export function reordered(
  shape: readonly number[],
  data: Float32Array,
  order: readonly number[] | undefined,
): { readonly shape: readonly number[]; readonly data: () => Float32Array } {
  if (order === undefined) return { shape, data: () => data };
  return { shape: order.map((axis) => shape[axis]!), data: () => transposed(data, shape, order) };
}
