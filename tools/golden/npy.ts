// Reads a NumPy file of integers (published genotypes): magic, version, a header like a Python dictionary, the numbers.
import { ownOf } from '../../domain/own.js';
import { MalformedFile } from './malformed.js';

export interface IntegerArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: readonly number[];
}

const readers: Readonly<Record<string, { bytes: number; read(view: DataView, at: number): number }>> = {
  '<i8': { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  '<i4': { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  '<i2': { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  '|i1': { bytes: 1, read: (view, at) => view.getInt8(at) },
};

/** @throws MalformedFile */
export function readIntegers(bytes: Uint8Array): IntegerArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059)
    throw new MalformedFile('it must be a NumPy file (its first bytes differ)');
  const long = bytes[6]! > 1;
  const start = long ? 12 : 10;
  const end = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, end));
  const field = (pattern: RegExp): string => pattern.exec(header)?.[1] ?? '';
  const [type, order] = [field(/'descr': *'([^']*)'/), field(/'fortran_order': *(\w+)/)];
  const shape = field(/'shape': *\(([^)]*)\)/)
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const reader = ownOf(readers, type);
  if (reader === undefined || order !== 'False')
    throw new MalformedFile(
      `it must hold integers of ${Object.keys(readers).join(', ')} row by row (got ${header.trim()})`,
    );
  const count = shape.reduce((product, n) => product * n, 1);
  if (bytes.length - end !== count * reader.bytes)
    throw new MalformedFile(`${count} numbers must follow its header (got ${bytes.length - end} bytes)`);
  return { shape, data: Array.from({ length: count }, (_, i) => reader.read(view, end + i * reader.bytes)) };
}
