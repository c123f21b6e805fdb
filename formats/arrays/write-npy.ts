// Writes arrays as NumPy does: .npy version 1, and .npz with each array stored as it is, as numpy.savez writes it.
// Equal arrays give equal bytes.
import { zipSync, type Zippable } from 'fflate';
import type { NumberType } from './number-types.js';
import { elementCount } from './strided.js';

type TypedNumbers = Uint8Array | Int32Array | Float32Array | Float64Array | BigInt64Array;

/** An array to be written: its numbers in the order of rows. */
export interface WrittenArray {
  readonly shape: readonly number[];
  readonly data: TypedNumbers;
}

/** The times of a zip are local, from 1980 on: every entry has the first. */
const entryTime = new Date(1980, 0, 1);

/** All machines that this program runs on are little-endian, as their typed arrays are. */
function typeOf(data: TypedNumbers): NumberType {
  if (data instanceof Uint8Array) return 'u1';
  if (data instanceof Int32Array) return 'i4';
  if (data instanceof Float32Array) return 'f4';
  return data instanceof Float64Array ? 'f8' : 'i8';
}

/** @throws RangeError unless the shape has as many elements as there are numbers */
export function writeNpy({ shape, data }: WrittenArray): Uint8Array {
  if (elementCount(shape) !== data.length)
    throw new RangeError(`a shape of ${data.length} elements is required (got [${shape.join(', ')}])`);
  const type = typeOf(data);
  const sizes = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${type === 'u1' ? '|' : '<'}${type}', 'fortran_order': False, 'shape': ${sizes}, }`;
  // Magic, version, length, header, spaces and a line feed: a multiple of 64 bytes.
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const start = Buffer.from(`\x93NUMPY\x01\x00..${text.padEnd(length - 1)}\n`, 'latin1');
  start.writeUInt16LE(length, 8);
  return Buffer.concat([start, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** By the arrays' names, without `.npy`. */
export function writeNpz(arrays: Readonly<Record<string, WrittenArray>>): Uint8Array {
  const files = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)] as const);
  return zipSync(Object.fromEntries(files) as Zippable, { level: 0, mtime: entryTime });
}
