// Whether an image may be decoded, and how much memory that takes, from its header.
import { imageHeader } from './image-header.js';
import { imageLimits } from './limits.js';

/** Why an image is too large to be decoded, in words; null: it is not, as far as its header tells. */
export function sizeProblem(bytes: Uint8Array): string | null {
  const header = imageHeader(bytes);
  if (header === null) return null;
  const { width, height, pixelBytes } = header;
  const { pixels, decodedBytes } = imageLimits;
  const size = `too large: ${width} × ${height} pixels`;
  if (width * height > pixels.most) return `${size}; ${pixels.cure}`;
  const bytesOfAll = width * height * pixelBytes;
  if (bytesOfAll <= decodedBytes.most) return null;
  return `${size} of ${pixelBytes} bytes; ${decodedBytes.cure}`;
}

type Weighed = readonly [unknown, { readonly bytes: Uint8Array | null }];

/** How many images are decoded at once, by memory: the file, and the image if it is decoded as a whole. */
export const decodingRoom = {
  most: imageLimits.decodingBytes.most,
  weigh: ([, { bytes }]: Weighed): number => weightOf(bytes, 1),
} as const;

/** The same where samples of 16 bits are counted: three copies of the image. */
export const deepRoom = { ...decodingRoom, weigh: ([, { bytes }]: Weighed): number => weightOf(bytes, 3) } as const;

function weightOf(bytes: Uint8Array | null, copies: number): number {
  if (bytes === null) return 0;
  const header = imageHeader(bytes);
  if (header === null || sizeProblem(bytes) !== null) return bytes.length; // It will not be decoded.
  return bytes.length + copies * header.width * header.height * header.pixelBytes;
}
