// Names of PyTorch that pickles of tensors mention, and the values that they make.
import { numberTypes, type NumberType } from '../arrays/number-types.js';
import { elementCount } from '../arrays/strided.js';
import { FormatError } from '../format-error.js';
import { builtinGlobals } from '../pickle/builtin-globals.js';
import { asCount, asCounts, asList, asText, type PickleCall, type PickleGlobal } from '../pickle/values.js';

/** Where elements lie, outside of the pickle. */
export class TorchStorage {
  constructor(
    readonly key: string,
    readonly type: NumberType,
    readonly elements: number,
  ) {}
}

/** A tensor before its storage was read. */
export class PickledTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly storageOffset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

const storageTypes: Readonly<Record<string, NumberType>> = {
  DoubleStorage: 'f8',
  FloatStorage: 'f4',
  HalfStorage: 'f2',
  LongStorage: 'i8',
  IntStorage: 'i4',
  ShortStorage: 'i2',
  CharStorage: 'i1',
  ByteStorage: 'u1',
  BoolStorage: 'b1',
};

const storageGlobals = Object.entries(storageTypes).map(([name, type]) => ({ name: `torch.${name}`, type }));

/** `('storage', type, key, device, count of elements)`, and for a part of another storage what we refuse. */
export function storageOf(id: unknown, offset: number): TorchStorage {
  const [kind, type, key, , elements, part] = asList(id, 'the name of a storage', offset);
  const known = storageGlobals.find((each) => each === type);
  if (asText(kind, 'the kind of what lies outside', offset) !== 'storage' || !known)
    throw new FormatError(`a storage must be of ${Object.keys(storageTypes).join(', ')}`, offset);
  if (part !== undefined && part !== null)
    throw new FormatError('a storage must stand for itself (it is a part of another)', offset);
  const name = asText(key, 'the key of a storage', offset);
  return new TorchStorage(name, known.type, asCount(elements, 'the size of a storage', offset));
}

function rebuildTensor([storage, first, sizes, steps]: readonly unknown[], { offset }: PickleCall): PickledTensor {
  if (!(storage instanceof TorchStorage)) throw new FormatError('a tensor must have a storage', offset);
  const start = asCount(first, 'the first element of a tensor', offset);
  const shape = asCounts(sizes, 'the shape of a tensor', offset);
  const strides = asCounts(steps, 'the strides of a tensor', offset);
  if (shape.length !== strides.length) throw new FormatError('a tensor must have a stride for each dimension', offset);
  const count = elementCount(shape);
  const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis]!, start);
  // Also of equal elements that are stored once (stride 0) there must not be more than the storage has: no bombs.
  if (count > storage.elements || (count > 0 && last >= storage.elements))
    throw new FormatError(
      `a tensor of shape [${shape.join(', ')}] and strides [${strides.join(', ')}] from element ${start} on must lie in its storage (of ${storage.elements})`,
      offset,
    );
  return new PickledTensor(storage, start, shape, strides);
}

function rebuildParameter([tensor]: readonly unknown[], { offset }: PickleCall): PickledTensor {
  if (tensor instanceof PickledTensor) return tensor;
  throw new FormatError('a parameter must be a tensor', offset);
}

/** PyTorch's names, and those of Python's own library. */
export const torchGlobals: readonly PickleGlobal[] = [
  ...builtinGlobals,
  ...storageGlobals,
  { name: 'torch._utils._rebuild_tensor', call: rebuildTensor },
  { name: 'torch._utils._rebuild_tensor_v2', call: rebuildTensor },
  { name: 'torch._utils._rebuild_parameter', call: rebuildParameter },
  { name: 'torch.Size', call: ([sizes], { offset }) => asCounts(sizes, 'a size', offset) },
];

export function storageBytes({ type, elements }: TorchStorage): number {
  return elements * numberTypes[type].bytes;
}
