// NumPy's file of several arrays (.npz): a zip of .npy files.
import { FormatError, withinPart } from '../format-error.js';
import { zipEntries } from '../zip/read-zip.js';
import { readNpy } from './npy.js';
import type { NumberArray } from './number-array.js';

export interface NpzFile {
  /** The arrays' names, without `.npy`, in the order of the file. */
  readonly names: readonly string[];
  /** Unpacks one. @throws FormatError if there is none of that name, or if it cannot be read */
  read(name: string): NumberArray;
}

/**
 * Unpacks nothing yet. `atMost`: bytes of one unpacked array.
 * @throws FormatError
 */
export function openNpz(bytes: Uint8Array, atMost: number): NpzFile {
  const entries = zipEntries(bytes);
  const names = [...entries.keys()].filter((name) => name.endsWith('.npy')).map((name) => name.slice(0, -4));
  const read = (name: string): NumberArray => {
    const entry = entries.get(`${name}.npy`);
    if (!entry)
      throw new FormatError(`an array ${JSON.stringify(name)} must be in the file (it has ${names.join(', ')})`, 0);
    if (entry.bytes > atMost)
      throw new FormatError(`${entry.name} must unpack to at most ${atMost} bytes (it says ${entry.bytes})`, 0);
    const contents = entry.read();
    return withinPart(entry.name, () => readNpy(contents));
  };
  return { names, read };
}
