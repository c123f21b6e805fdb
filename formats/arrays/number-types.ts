// The types of numbers that arrays and tensors in files may have, named as NumPy names them.
import { ownOf } from '../../domain/own.js';

interface NumberTypeRow {
  readonly bytes: number;
  /** NaN stands for a whole number that a double cannot hold. */
  read(view: DataView, at: number, little: boolean): number;
}

const exact = (value: bigint): number => (Number.isSafeInteger(Number(value)) ? Number(value) : NaN);

export const numberTypes = {
  b1: { bytes: 1, read: (view, at) => Number(view.getUint8(at) !== 0) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => exact(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => exact(view.getBigInt64(at, little)) },
  f2: { bytes: 2, read: (view, at, little) => halfToNumber(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
} as const satisfies Record<string, NumberTypeRow>;

export type NumberType = keyof typeof numberTypes;

/** `type` if there is such a type. */
export function asNumberType(type: string): NumberType | undefined {
  return ownOf(numberTypes, type) === undefined ? undefined : (type as NumberType);
}

/** Whole numbers and truth values. */
export const isWhole = (type: NumberType): boolean => !type.startsWith('f');

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
