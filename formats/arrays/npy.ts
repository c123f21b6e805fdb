// NumPy's own file of one array (.npy, versions 1 to 3): magic, version, a header like a Python dictionary, the numbers.
import { ByteCursor, latin1 } from '../byte-cursor.js';
import { FormatError } from '../format-error.js';
import type { NumberArray } from './number-array.js';
import { asNumberType, numberTypes } from './number-types.js';
import { elementCount } from './strided.js';

/** What a header says: the array without its numbers, and where they begin. */
export interface NpyHeader extends Omit<NumberArray, 'bytes'> {
  readonly start: number;
}

const magic = '\x93NUMPY';
/** NumPy itself reads no longer header from strangers. */
const mostHeaderBytes = 10_000;

/** The array of a whole file. Its numbers are a part of `bytes`, not a copy. @throws FormatError */
export function readNpy(bytes: Uint8Array): NumberArray {
  const { start, ...array } = readNpyHeader(bytes);
  const expected = elementCount(array.shape) * numberTypes[array.type].bytes;
  if (bytes.length - start !== expected)
    throw new FormatError(
      `${expected} bytes of numbers must follow the header of shape [${array.shape.join(', ')}] and type ${array.type} (got ${bytes.length - start})`,
      Math.min(bytes.length, start + expected),
    );
  return { ...array, bytes: bytes.subarray(start) };
}

/** As many bytes as are needed to know how long the header is. */
export const npyStartBytes = 12;

/** Where the numbers begin, from the first bytes of a file. @throws FormatError */
export function npyHeaderBytes(start: Uint8Array): number {
  const { reader, length } = headerLength(start);
  return reader.at + length;
}

/** Of the first bytes of a file. @throws FormatError */
export function readNpyHeader(bytes: Uint8Array): NpyHeader {
  const { reader, length } = headerLength(bytes);
  const at = reader.at;
  return { ...parseHeader(latin1(reader.take(length)), at), start: at + length };
}

function headerLength(bytes: Uint8Array): { reader: ByteCursor; length: number } {
  const reader = new ByteCursor(bytes);
  if (latin1(reader.take(6)) !== magic) throw new FormatError('a NumPy file must begin with \\x93NUMPY', 0);
  const version = reader.u8();
  reader.skip(1);
  if (version < 1 || version > 3)
    throw new FormatError(`the version of a NumPy file must be 1, 2 or 3 (got ${version})`, 6);
  const length = version === 1 ? reader.u16() : reader.u32();
  if (length > mostHeaderBytes)
    throw new FormatError(`the header must have at most ${mostHeaderBytes} bytes (got ${length})`, 8);
  return { reader, length };
}

function parseHeader(header: string, at: number): Omit<NpyHeader, 'start'> {
  const field = (pattern: RegExp, what: string): string => {
    const found = pattern.exec(header)?.[1];
    if (found !== undefined) return found;
    throw new FormatError(`the header must have ${what} (got ${JSON.stringify(header.trim().slice(0, 200))})`, at);
  };
  const descr = field(/'descr'\s*:\s*'([^']*)'/, 'a descr that is a text');
  const fortranOrder = field(/'fortran_order'\s*:\s*(True|False)/, 'a fortran_order of True or False') === 'True';
  const shape = field(/'shape'\s*:\s*\(((?:\s*\d{1,15}L?\s*,)*(?:\s*\d{1,15}L?)?\s*)\)/, 'a shape of whole numbers');
  return { ...parseType(descr, at), fortranOrder, shape: parseShape(shape, at) };
}

function parseType(descr: string, at: number): Pick<NpyHeader, 'type' | 'littleEndian'> {
  const [order, type] = [descr[0], asNumberType(descr.slice(1))];
  const single = type !== undefined && numberTypes[type].bytes === 1;
  if (type && (order === '<' || order === '>' || (order === '|' && single)))
    return { type, littleEndian: order !== '>' };
  const known = Object.keys(numberTypes).join(', ');
  throw new FormatError(
    `the descr must be <, > or | and one of ${known} (got ${JSON.stringify(descr.slice(0, 50))})`,
    at,
  );
}

function parseShape(text: string, at: number): number[] {
  const sizes = text.split(',').filter((part) => part.trim() !== '');
  const shape = sizes.map((part) => Number(part.trim().replace(/L$/, '')));
  if (shape.length <= 32 && Number.isSafeInteger(elementCount(shape) * 8)) return shape;
  throw new FormatError('the shape must have at most 32 sizes and 2^50 elements', at);
}
