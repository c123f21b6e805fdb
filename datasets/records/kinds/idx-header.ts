// The header of an idx file: 0, 0, the type of its values, the number of its sizes; then the sizes, four bytes each,
// the highest first.
import type { ByteReader } from '../byte-reader.js';
import type { RecordFile } from '../format.js';

export interface IdxHeader {
  /** The number of items, then what one of them has: nothing for labels; height, width and, of RGB, 3 for images. */
  readonly sizes: readonly number[];
}

/** 8 for labels, 16 or 20 for images. */
export const headerBytes = { magic: 4, size: 4, most: 20 } as const;
const unsignedBytes = 8;
/** Larger images are a mistake in the header. */
const mostPixels = 4096;

const dimensions = { labels: [1], images: [3, 4] } as const;

/** From the first bytes; null: they are no header of images. */
export function idxHeader(bytes: Uint8Array): IdxHeader | null {
  const count = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== unsignedBytes || count < 1) return null;
  if (bytes.length < headerBytes.magic + count * headerBytes.size) return null;
  return { sizes: sizesIn(bytes.subarray(headerBytes.magic), count) };
}

function sizesIn(bytes: Uint8Array, count: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) => view.getUint32(index * headerBytes.size));
}

/** The same from a reader, for images or labels. Throws EAGAN_DATASET_DAMAGED. */
export async function readIdxHeader(
  file: RecordFile,
  reader: ByteReader,
  of: keyof typeof dimensions,
): Promise<IdxHeader> {
  const magic = await reader.read(headerBytes.magic, 'the head of an idx file');
  const known: readonly number[] = dimensions[of];
  const [first, second, type, count] = magic as unknown as [number, number, number, number];
  if (first !== 0 || second !== 0 || type !== unsignedBytes || !known.includes(count))
    throw file.refuse(0, `begin with ${known.map((one) => `00 00 08 0${one}`).join(' or ')}`, inHex(magic));
  const sizes = sizesIn(await reader.read(count * headerBytes.size, 'the sizes'), count);
  for (const [index, size] of sizes.entries()) {
    const at = headerBytes.magic + index * headerBytes.size;
    if (index === 3 && size !== 3) throw file.refuse(at, 'have 3 values a pixel', String(size));
    if ((index === 1 || index === 2) && (size < 1 || size > mostPixels))
      throw file.refuse(at, `have a height and a width from 1 to ${mostPixels}`, String(size));
  }
  return { sizes };
}

const inHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
