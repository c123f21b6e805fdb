// The header of a member of a tar archive: ustar, with what GNU and pax add.
import { latin1, utf8 } from '../byte-cursor.js';
import { FormatError } from '../format-error.js';

export const blockBytes = 512;

/** What a header says. Times, owners and rights are nobody's concern here. */
export interface TarHeader {
  /** As it is written: it may leave its folder. */
  readonly name: string;
  /** Of the contents, without the zeros that fill the last block. */
  readonly bytes: number;
  /** The type flag: `0` is a regular file. */
  readonly flag: string;
}

/** Null for a block of zeros, which ends the archive. @throws FormatError */
export function parseTarHeader(block: Uint8Array, offset: number): TarHeader | null {
  if (block.every((byte) => byte === 0)) return null;
  checkSum(block, offset);
  const flag = latin1(block.subarray(156, 157));
  const isUstar = latin1(block.subarray(257, 263)) === 'ustar\0';
  const prefix = isUstar ? textOf(block.subarray(345, 500), offset) : '';
  const name = textOf(block.subarray(0, 100), offset);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    bytes: numberOf(block.subarray(124, 136), offset),
    flag: flag === '\0' ? '0' : flag,
  };
}

/** The sum of the header's bytes, its own field counted as spaces. Some old programs added the bytes as signed. */
function checkSum(block: Uint8Array, offset: number): void {
  const expected = numberOf(block.subarray(148, 156), offset);
  let [sum, signed] = [8 * 32, 8 * 32];
  for (let i = 0; i < blockBytes; i++) {
    if (i >= 148 && i < 156) continue;
    sum += block[i]!;
    signed += (block[i]! << 24) >> 24;
  }
  if (expected !== sum && expected !== signed)
    throw new FormatError('the header of a tar member must have the right checksum (it has not)', offset);
}

/** Octal digits; or, for what does not fit, binary from the second byte on, if the first bit is set. */
function numberOf(field: Uint8Array, offset: number): number {
  if (field[0] === 0x80) {
    const value = field.subarray(1).reduce((number, byte) => number * 256 + byte, 0);
    if (Number.isSafeInteger(value)) return value;
  }
  const text = latin1(field)
    .replace(/[ \0]+$/, '')
    .trim();
  if (/^[0-7]*$/.test(text)) return text === '' ? 0 : parseInt(text, 8);
  throw new FormatError('a number in the header of a tar member must be octal and below 2^53', offset);
}

/** Up to the first zero. */
function textOf(field: Uint8Array, offset: number): string {
  const end = field.indexOf(0);
  return utf8(end < 0 ? field : field.subarray(0, end), offset);
}

/** GNU's long name: the contents of a member of its own before the one that has the name. @throws FormatError */
export const longNameOf = textOf;

export interface PaxFields {
  readonly path?: string;
  readonly size?: number;
}

/** Lines `LENGTH KEY=VALUE`, of which two matter to us. @throws FormatError */
export function parsePax(contents: Uint8Array, offset: number): PaxFields {
  const fields: { path?: string; size?: number } = {};
  for (let at = 0; at < contents.length;) {
    const digits = /^(\d{1,7}) /.exec(latin1(contents.subarray(at, at + 8)))?.[1];
    const [length, end] = [Number(digits), at + Number(digits)];
    if (digits === undefined || length <= digits.length + 2 || end > contents.length || contents[end - 1] !== 10)
      throw new FormatError('a pax header must have lines with their lengths', offset);
    const line = utf8(contents.subarray(at + digits.length + 1, end - 1), offset);
    const [key, value] = [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)];
    if (key === 'path') fields.path = value;
    if (key === 'size') fields.size = sizeOf(value, offset);
    if (key.startsWith('GNU.sparse.')) throw new FormatError('a tar member must not have holes (it is sparse)', offset);
    at = end;
  }
  return fields;
}

function sizeOf(value: string, offset: number): number {
  if (/^\d{1,16}$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value);
  throw new FormatError('a size in a pax header must be a whole number', offset);
}
