// The old form of PyTorch's files: five pickles (a magic number, the version, the machine, the object, the storages'
// keys), then each storage: how many elements, and their bytes.
import { ByteCursor } from '../byte-cursor.js';
import { FormatError } from '../format-error.js';
import { readPickle } from '../pickle/read-pickle.js';
import { asList, asText } from '../pickle/values.js';
import type { SavedObject } from './read-torch.js';
import { storageBytes, storageOf, torchGlobals, type TorchStorage } from './torch-globals.js';

const magic = 0x1950a86a20f9469cfc6cn;

/** @throws FormatError */
export function readOldForm(bytes: Uint8Array): SavedObject {
  let from = checkHeader(bytes);
  const storages = new Map<string, TorchStorage>();
  const persistent = (id: unknown, offset: number): TorchStorage => {
    const storage = storageOf(id, offset);
    return known(storages, storage, offset);
  };
  const { value, end } = readPickle(bytes, { globals: torchGlobals, persistent, from });
  from = end;
  const keys = readPickle(bytes, { globals: [], from });
  const order = asList(keys.value, 'the keys of storages', from).map((key) => asText(key, 'a key', from));
  const read = readStorages(new ByteCursor(bytes, keys.end), order, storages);
  const bytesOf = ({ key }: TorchStorage): Uint8Array => {
    const found = read.get(key);
    if (found) return found;
    throw new FormatError(`the storage ${JSON.stringify(key)} must be in the file`, bytes.length);
  };
  return { value, bytesOf };
}

/** A storage that several tensors name is one, of one type and size. */
function known(storages: Map<string, TorchStorage>, storage: TorchStorage, offset: number): TorchStorage {
  const before = storages.get(storage.key);
  if (!before) storages.set(storage.key, storage);
  else if (before.type !== storage.type || before.elements !== storage.elements)
    throw new FormatError(`the storage ${JSON.stringify(storage.key)} must have one type and size`, offset);
  return before ?? storage;
}

/** Returns where the object begins. */
function checkHeader(bytes: Uint8Array): number {
  const first = readPickle(bytes, { globals: [], mostOperations: 10 });
  if (first.value !== magic) throw new FormatError('a PyTorch file must begin with its magic number or be a zip', 0);
  const version = readPickle(bytes, { globals: [], from: first.end, mostOperations: 10 });
  if (version.value !== 1001) throw new FormatError('the version of a PyTorch file must be 1001', first.end);
  const machine = readPickle(bytes, { globals: [], from: version.end, mostOperations: 1000 });
  if (!(machine.value instanceof Map) || machine.value.get('little_endian') !== true)
    throw new FormatError('a PyTorch file must come from a little-endian machine', version.end);
  return machine.end;
}

function readStorages(
  reader: ByteCursor,
  order: readonly string[],
  storages: ReadonlyMap<string, TorchStorage>,
): ReadonlyMap<string, Uint8Array> {
  const read = new Map<string, Uint8Array>();
  for (const key of order) {
    const [at, storage] = [reader.at, storages.get(key)];
    if (!storage) throw new FormatError(`the storage ${JSON.stringify(key)} must belong to a tensor`, at);
    const elements = reader.u64();
    if (elements !== storage.elements)
      throw new FormatError(`the storage ${key} must have ${storage.elements} elements (got ${elements})`, at);
    read.set(key, reader.take(storageBytes(storage)));
  }
  return read;
}
