// The directory at the end of a zip file, with the extension to 64 bits: what is in the file, and where.
import { ByteCursor, latin1 } from '../byte-cursor.js';
import { FormatError } from '../format-error.js';

export interface ZipRow {
  readonly name: string;
  /** 0: stored as it is; 8: deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of the entry's own header. */
  readonly offset: number;
}

const signatures = { end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50, row: 0x02014b50 };
const endBytes = 22;
const mostRows = 200_000;
/** A field of 32 bits with this value stands in the extension. */
const wide = 0xffffffff;

/** @throws FormatError */
export function readZipDirectory(bytes: Uint8Array): ZipRow[] {
  const { count, offset } = findDirectory(bytes);
  if (count > mostRows) throw new FormatError(`a zip must have at most ${mostRows} entries (got ${count})`, offset);
  if (offset > bytes.length)
    throw new FormatError(`the directory of a zip must lie in the file (it is at ${offset})`, bytes.length);
  const reader = new ByteCursor(bytes, offset);
  const rows: ZipRow[] = [];
  for (let i = 0; i < count; i++) rows.push(readRow(reader));
  return rows;
}

/** The end record lies before a comment of at most 65,535 bytes. */
function findDirectory(bytes: Uint8Array): { count: number; offset: number } {
  for (let at = bytes.length - endBytes; at >= Math.max(0, bytes.length - endBytes - 65_535); at--) {
    if (bytes[at] !== 0x50 || new ByteCursor(bytes, at).u32() !== signatures.end) continue;
    const reader = new ByteCursor(bytes, at + 10);
    const count = reader.u16();
    reader.skip(4);
    const offset = reader.u32();
    return count === 0xffff || offset === wide ? findDirectory64(bytes, at) : { count, offset };
  }
  throw new FormatError('a zip file must end with its directory (it is missing: is the file whole?)', bytes.length);
}

function findDirectory64(bytes: Uint8Array, end: number): { count: number; offset: number } {
  const locator = new ByteCursor(bytes, Math.max(0, end - 20));
  requireSignature(locator, signatures.locator64, 'the locator of a directory of 64 bits');
  locator.skip(4);
  const reader = new ByteCursor(bytes, Math.min(bytes.length, locator.u64()));
  requireSignature(reader, signatures.end64, 'a directory of 64 bits');
  reader.skip(28);
  const count = reader.u64();
  reader.skip(8);
  return { count, offset: reader.u64() };
}

/** @throws FormatError */
export function requireSignature(reader: ByteCursor, signature: number, what: string): void {
  const at = reader.at;
  if (reader.u32() !== signature) throw new FormatError(`${what} must begin here`, at);
}

function readRow(reader: ByteCursor): ZipRow {
  const at = reader.at;
  requireSignature(reader, signatures.row, 'an entry of the directory');
  reader.skip(4);
  const flags = reader.u16();
  const method = reader.u16();
  reader.skip(4);
  const [crc, packedBytes, bytes] = [reader.u32(), reader.u32(), reader.u32()];
  const lengths = [reader.u16(), reader.u16(), reader.u16()] as const;
  reader.skip(8);
  const offset = reader.u32();
  const name = latin1(reader.take(lengths[0]));
  const extra = reader.take(lengths[1]);
  reader.skip(lengths[2]);
  if (flags & 1) throw new FormatError(`${JSON.stringify(name)} must not be encrypted`, at);
  return { name, method, crc, ...widened(extra, { bytes, packedBytes, offset }) };
}

type Sizes = Pick<ZipRow, 'bytes' | 'packedBytes' | 'offset'>;

/** Reads what does not fit into 32 bits from the extension, which has only those fields, in this order. */
function widened(extra: Uint8Array, sizes: Sizes): Sizes {
  const reader = new ByteCursor(extra);
  while (reader.left >= 4) {
    const [id, length] = [reader.u16(), reader.u16()];
    const field = new ByteCursor(reader.take(Math.min(length, reader.left)));
    if (id !== 1) continue;
    const widen = (value: number): number => (value === wide ? field.u64() : value);
    return { bytes: widen(sizes.bytes), packedBytes: widen(sizes.packedBytes), offset: widen(sizes.offset) };
  }
  return sizes;
}
