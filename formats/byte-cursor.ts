// Goes through bytes from front to back and never beyond their end: each parser is built on it.
import { FormatError } from './format-error.js';

export class ByteCursor {
  private readonly view: DataView;
  constructor(
    private readonly bytes: Uint8Array,
    /** The next byte. */
    public at = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** The next bytes, not copied. @throws FormatError if there are fewer */
  take(count: number): Uint8Array {
    const start = this.skip(count);
    return this.bytes.subarray(start, start + count);
  }

  /** Passes over bytes. Returns where they begin. @throws FormatError if there are fewer */
  skip(count: number): number {
    if (count > this.left) throw new FormatError(`${count} more bytes must follow (got ${this.left})`, this.at);
    const start = this.at;
    this.at += count;
    return start;
  }

  u8(): number {
    return this.view.getUint8(this.skip(1));
  }
  u16(): number {
    return this.view.getUint16(this.skip(2), true);
  }
  u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }
  i32(): number {
    return this.view.getInt32(this.skip(4), true);
  }
  /** Big-endian, as pickles have it. */
  f64(): number {
    return this.view.getFloat64(this.skip(8), false);
  }
  /** A count of 64 bits. @throws FormatError if it is more than a number can hold exactly */
  u64(): number {
    const start = this.skip(8);
    const count = this.view.getBigUint64(start, true);
    if (count <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(count);
    throw new FormatError(`a count must be below 2^53 (got ${count})`, start);
  }

  /** The bytes before the next line feed, which is passed over. @throws FormatError if no line feed is near enough */
  line(atMost = 64 * 1024 * 1024): Uint8Array {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0 || end - this.at > atMost)
      throw new FormatError(`a line feed must follow within ${atMost} bytes`, this.at);
    const line = this.take(end - this.at);
    this.at++;
    return line;
  }
}

/** One character for each byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** @param offset of the bytes, for the error @throws FormatError if they are not UTF-8 */
export function utf8(bytes: Uint8Array, offset: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FormatError('a text must be UTF-8', offset);
  }
}
