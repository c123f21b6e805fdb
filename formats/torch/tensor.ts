// A tensor of a PyTorch file: a storage of bytes, and how the tensor's elements lie in it.
import type { NumberArray } from '../arrays/number-array.js';
import { numberTypes, type NumberType } from '../arrays/number-types.js';
import { elementCount, gatherStrided, rowMajorStrides } from '../arrays/strided.js';

export interface TorchTensor {
  /** Keys of nested dictionaries are put together with dots. */
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  /** In elements, one for each dimension. */
  readonly strides: readonly number[];
  /** Of the first element, in elements. */
  readonly storageOffset: number;
  /** The whole storage, little-endian; other tensors may share it. */
  readonly bytes: Uint8Array;
}

/**
 * The tensor's elements in the order of rows. `axes`: the tensor's dimensions in another order, such as [2, 3, 1, 0],
 * which makes HWIO of OIHW; without a copy if the elements lie so already.
 */
export function contiguousTensor(tensor: TorchTensor, axes = tensor.shape.map((_, axis) => axis)): NumberArray {
  const { type, storageOffset, bytes } = tensor;
  const shape = axes.map((axis) => tensor.shape[axis]!);
  const strides = axes.map((axis) => tensor.strides[axis]!);
  const itemBytes = numberTypes[type].bytes;
  const [start, length] = [storageOffset * itemBytes, elementCount(shape) * itemBytes];
  const inOrder = liesInOrder(shape, strides);
  const elements = inOrder
    ? bytes.subarray(start, start + length)
    : gatherStrided(bytes, { itemBytes, shape, strides, offset: storageOffset });
  return { type, littleEndian: true, shape, fortranOrder: false, bytes: elements };
}

/** The stride of a dimension of one index says nothing. */
function liesInOrder(shape: readonly number[], strides: readonly number[]): boolean {
  return rowMajorStrides(shape).every((stride, axis) => shape[axis] === 1 || stride === strides[axis]);
}
