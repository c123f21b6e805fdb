// The form of PyTorch's files since version 1.6: a zip with a folder of any name, in it `data.pkl` and `data/KEY`.
import { FormatError, withinPart } from '../format-error.js';
import { latin1 } from '../byte-cursor.js';
import { readPickle } from '../pickle/read-pickle.js';
import { zipEntries, type ZipEntry } from '../zip/read-zip.js';
import type { SavedObject } from './read-torch.js';
import { storageBytes, storageOf, torchGlobals, type TorchStorage } from './torch-globals.js';

/** The pickle itself is small; the storages lie beside it. */
const mostPickleBytes = 256 * 1024 * 1024;

/** @throws FormatError */
export function readZipForm(bytes: Uint8Array): SavedObject {
  const entries = zipEntries(bytes);
  const pickle = [...entries.values()].find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (!pickle) throw new FormatError('a PyTorch file must have an entry data.pkl in a folder', 0);
  if (pickle.bytes > mostPickleBytes)
    throw new FormatError(`data.pkl must have at most ${mostPickleBytes} bytes (it says ${pickle.bytes})`, 0);
  const folder = pickle.name.slice(0, pickle.name.indexOf('/'));
  checkByteOrder(entries.get(`${folder}/byteorder`));
  const contents = pickle.read();
  const { value } = withinPart(pickle.name, () =>
    readPickle(contents, { globals: torchGlobals, persistent: storageOf }),
  );
  return { value, bytesOf: storageReader(entries, folder) };
}

function checkByteOrder(entry: ZipEntry | undefined): void {
  if (entry && (entry.bytes > 10 || latin1(entry.read()) !== 'little'))
    throw new FormatError('a PyTorch file must come from a little-endian machine', 0);
}

/** Reads each storage once, when the first tensor asks for it. */
function storageReader(entries: ReadonlyMap<string, ZipEntry>, folder: string): SavedObject['bytesOf'] {
  const read = new Map<string, Uint8Array>();
  return (storage: TorchStorage): Uint8Array => {
    const name = `${folder}/data/${storage.key}`;
    const [entry, expected] = [entries.get(name), storageBytes(storage)];
    if (entry?.bytes !== expected)
      throw new FormatError(`${name} must have ${expected} bytes (got ${entry?.bytes ?? 'no entry'})`, 0);
    const bytes = read.get(name) ?? entry.read();
    read.set(name, bytes);
    return bytes;
  };
}
