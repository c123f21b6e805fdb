// Reads chosen entries of a zip file in memory. Nothing is unpacked beyond the size that the directory gives, and what
// was unpacked has the directory's checksum.
import { crc32, inflateRawSync } from 'node:zlib';
import { ByteCursor } from '../byte-cursor.js';
import { FormatError, withinPart } from '../format-error.js';
import { readZipDirectory, requireSignature, type ZipRow } from './directory.js';

export interface ZipEntry {
  readonly name: string;
  /** Unpacked. */
  readonly bytes: number;
  /** Unpacks it; an entry that is stored as it is stays a part of the file. @throws FormatError */
  read(): Uint8Array;
}

/** @throws FormatError */
export function zipEntries(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  for (const row of readZipDirectory(bytes)) {
    const { name } = row;
    if (entries.has(name))
      throw new FormatError(`a zip must have one entry of a name (got two of ${JSON.stringify(name)})`, row.offset);
    entries.set(name, { name, bytes: row.bytes, read: () => withinPart(name, () => unpack(bytes, row)) });
  }
  return entries;
}

function unpack(bytes: Uint8Array, row: ZipRow): Uint8Array {
  const start = dataStart(bytes, row);
  const packed = new ByteCursor(bytes, start).take(row.packedBytes);
  const contents = row.method === 0 ? packed : inflate(packed, row, start);
  if (contents.length !== row.bytes)
    throw new FormatError(`${row.bytes} bytes must be in the entry (got ${contents.length})`, start);
  if (crc32(contents) !== row.crc) throw new FormatError('the contents must have the checksum of the directory', start);
  return contents;
}

/** After the entry's own header, whose name and extension may be longer than the directory's. */
function dataStart(bytes: Uint8Array, row: ZipRow): number {
  const reader = new ByteCursor(bytes, Math.min(row.offset, bytes.length));
  requireSignature(reader, 0x04034b50, 'the entry');
  reader.skip(22);
  const [name, extra] = [reader.u16(), reader.u16()];
  reader.skip(name + extra);
  return reader.at;
}

function inflate(packed: Uint8Array, row: ZipRow, start: number): Uint8Array {
  if (row.method !== 8)
    throw new FormatError(`the entry must be stored or deflated (its method is ${row.method})`, start);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, row.bytes) });
  } catch (error) {
    throw new FormatError(`the entry must unpack to ${row.bytes} bytes (${(error as Error).message})`, start);
  }
}
