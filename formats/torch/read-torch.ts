// Reads the tensors of a file of PyTorch's `torch.save`, in its old form (pickles, then storages) and its form since
// version 1.6 (a zip). Nothing of it is executed.
import { FormatError } from '../format-error.js';
import { readOldForm } from './old-form.js';
import type { TorchTensor } from './tensor.js';
import { PickledTensor, type TorchStorage } from './torch-globals.js';
import { readZipForm } from './zip-form.js';

/** What a form of the file gives: the saved object, and the bytes of its storages. */
export interface SavedObject {
  readonly value: unknown;
  /** @throws FormatError */
  bytesOf(storage: TorchStorage): Uint8Array;
}

/** Dictionaries within dictionaries, as training programs save them. */
const mostDepth = 4;
const mostTensors = 100_000;

/**
 * The tensors of a dictionary, such as a network's state, in the file's order. What is no tensor is left out. The
 * tensors' bytes are parts of `bytes` where they are not packed.
 * @throws FormatError with the offset, also if there is no tensor
 */
export function readTorchFile(bytes: Uint8Array): TorchTensor[] {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const { value, bytesOf } = isZip ? readZipForm(bytes) : readOldForm(bytes);
  const tensors: TorchTensor[] = [];
  collect(value, '', { tensors, bytesOf, left: mostTensors });
  if (tensors.length === 0) throw new FormatError('the saved object must be a dictionary with tensors (it has none)', 0);
  return tensors;
}

interface Collection {
  readonly tensors: TorchTensor[];
  readonly bytesOf: SavedObject['bytesOf'];
  /** Entries that may still be looked at: dictionaries may be shared, even hold themselves. */
  left: number;
}

function collect(value: unknown, name: string, into: Collection, depth = 0): void {
  if (--into.left < 0) throw new FormatError(`the saved object must have at most ${mostTensors} entries`, 0);
  if (value instanceof PickledTensor) into.tensors.push(asTensor(value, name, into.bytesOf));
  if (!(value instanceof Map) || depth >= mostDepth) return;
  for (const [key, item] of value) {
    const path = name === '' ? String(key) : `${name}.${String(key)}`;
    collect(item, path, into, depth + 1);
  }
}

function asTensor(tensor: PickledTensor, name: string, bytesOf: SavedObject['bytesOf']): TorchTensor {
  const { storage, storageOffset, shape, strides } = tensor;
  return { name, type: storage.type, shape, strides, storageOffset, bytes: bytesOf(storage) };
}
