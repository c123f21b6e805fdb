// An array of numbers as it lies in a file, and its numbers in the order of rows.
import { FormatError } from '../format-error.js';
import { isWhole, numberTypes, type NumberType } from './number-types.js';
import { gatherStrided, rowMajorStrides } from './strided.js';

export interface NumberArray {
  readonly type: NumberType;
  readonly littleEndian: boolean;
  readonly shape: readonly number[];
  /** The first index varies fastest. */
  readonly fortranOrder: boolean;
  /** Exactly the numbers. They may lie at an odd address. */
  readonly bytes: Uint8Array;
}

/** The array's bytes in the order of rows: not copied if they lie so. */
export function rowMajorBytes({ type, shape, fortranOrder, bytes }: NumberArray): Uint8Array {
  if (!fortranOrder) return bytes;
  const strides = rowMajorStrides([...shape].reverse()).reverse();
  return gatherStrided(bytes, { itemBytes: numberTypes[type].bytes, shape, strides, offset: 0 });
}

/** The numbers in the order of rows. @throws FormatError if a whole number is not exact as a double */
export function numbersOf(array: NumberArray): Float64Array {
  const bytes = rowMajorBytes(array);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { bytes: width, read } = numberTypes[array.type];
  const numbers = new Float64Array(bytes.length / width);
  for (let i = 0; i < numbers.length; i++) numbers[i] = read(view, i * width, array.littleEndian);
  const inexact = isWhole(array.type) ? numbers.findIndex(Number.isNaN) : -1;
  if (inexact >= 0) throw new FormatError('a whole number must be between -2^53 and 2^53', inexact * width);
  return numbers;
}
