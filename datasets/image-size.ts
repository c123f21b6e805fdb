// Whether an image may be decoded, and how much memory that takes, from its header.
import { imageHeader } from './image-header.js';
import { imageLimits } from './limits.js';
import type { ImageHeader } from './types.js';

/**
 * Why an image must not be decoded, in words; null: it may be. What has no header of ours is given to no decoder:
 * decoders know more formats than those that are read.
 */
export const sizeProblem = (bytes: Uint8Array): string | null => problemOf(imageHeader(bytes));

function problemOf(header: ImageHeader | null): string | null {
  if (header === null) return 'unsupported image format';
  const { width, height, pixelBytes } = header;
  const { pixels, decodedBytes } = imageLimits;
  const size = `too large: ${width} × ${height} pixels`;
  if (width * height > pixels.most) return `${size}; ${pixels.cure}`;
  const bytesOfAll = width * height * pixelBytes;
  if (bytesOfAll <= decodedBytes.most) return null;
  return `${size} of ${pixelBytes} bytes; ${decodedBytes.cure}`;
}

/** For the decoder: it decodes no more pixels than the header says, so that the header can be relied on. */
export function decoderOptions(bytes: Uint8Array): { readonly failOn: 'error'; readonly limitInputPixels: number } {
  const { width, height } = imageHeader(bytes) ?? { width: 1, height: 1 };
  return { failOn: 'error', limitInputPixels: Math.max(1, width * height) };
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
  if (header === null || problemOf(header) !== null) return bytes.length; // It will not be decoded.
  return bytes.length + copies * header.width * header.height * header.pixelBytes;
}
