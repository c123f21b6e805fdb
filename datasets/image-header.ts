// The size of an image from its first bytes, before anything is decoded: for each format that is read, and without the
// decoder, which would take the memory first.
import { tiffHeader } from './tiff-header.js';
import type { ImageHeader } from './types.js';

type ReadHeader = (view: DataView) => ImageHeader | null;

/** What an image says of its size; null: it is in no format that is read, or damaged at its beginning. */
export function imageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return readers.map((read) => read(view)).find((header) => header !== null) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null; // It ends within its header.
    throw error;
  }
}

const ascii = (view: DataView, at: number, length: number): string =>
  String.fromCharCode(
    ...Array.from({ length: Math.min(length, view.byteLength - at) }, (_, i) => view.getUint8(at + i)),
  );

/** By the colour type: grey, colours, a palette, and the first two with alpha. */
const pngChannels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 4, 4: 2, 6: 4 };

const png: ReadHeader = (view) => {
  if (view.getUint32(0) !== 0x89504e47) return null; // \x89PNG
  const [depth, colour] = [view.getUint8(24), view.getUint8(25)];
  const pixelBytes = (pngChannels[colour] ?? 4) * (depth === 16 ? 2 : 1);
  return { width: view.getUint32(16), height: view.getUint32(20), pixelBytes };
};

const progressive = new Set([0xffc2, 0xffc6, 0xffca, 0xffce]);

/** The frame is somewhere behind the first segments. Markers from 0xC0 to 0xCF are frames, but for three tables. */
const jpeg: ReadHeader = (view) => {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; ;) {
    const marker = view.getUint16(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      const samples = Math.max(3, view.getUint8(at + 9));
      // A progressive one is held as coefficients of two bytes, and then as pixels.
      return { width, height, pixelBytes: progressive.has(marker) ? 3 * samples : samples };
    }
    // Bytes between segments, which decoders pass over, or a byte of filling.
    if (marker < 0xff00 || marker === 0xff00 || marker === 0xffff) at += 1;
    // A marker without a segment.
    else if (marker === 0xff01 || (marker >= 0xffd0 && marker <= 0xffd7)) at += 2;
    else at += 2 + view.getUint16(at + 2);
  }
};

const gif: ReadHeader = (view) =>
  ascii(view, 0, 4) === 'GIF8'
    ? { width: view.getUint16(6, true), height: view.getUint16(8, true), pixelBytes: 4 }
    : null;

const webp: ReadHeader = (view) => {
  if (ascii(view, 0, 4) !== 'RIFF' || ascii(view, 8, 4) !== 'WEBP') return null;
  const kind = ascii(view, 12, 4);
  const threeBytes = (at: number): number => view.getUint16(at, true) + 65536 * view.getUint8(at + 2);
  if (kind === 'VP8X') return { width: 1 + threeBytes(24), height: 1 + threeBytes(27), pixelBytes: 4 };
  const [low, high] = kind === 'VP8L' ? [view.getUint16(21, true), view.getUint16(23, true)] : [0, 0];
  if (kind === 'VP8L')
    return { width: 1 + (low & 0x3fff), height: 1 + ((low >> 14) | ((high & 0x0fff) << 2)), pixelBytes: 4 };
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, pixelBytes: 4 };
};

/** The largest of the `ispe` boxes, which give the size of the image and of its tiles. */
const avif: ReadHeader = (view) => {
  if (ascii(view, 4, 4) !== 'ftyp') return null;
  const start = Buffer.from(view.buffer as ArrayBuffer, view.byteOffset, Math.min(view.byteLength, avifHead));
  let best: ImageHeader | null = null;
  for (let at = start.indexOf('ispe'); at >= 0 && at + 16 <= start.length; at = start.indexOf('ispe', at + 4)) {
    const [width, height] = [start.readUInt32BE(at + 8), start.readUInt32BE(at + 12)];
    if (best === null || width * height > best.width * best.height) best = { width, height, pixelBytes: 8 };
  }
  return best;
};
const avifHead = 64 * 1024;

const readers: readonly ReadHeader[] = [png, jpeg, gif, webp, tiffHeader, avif];
