// Pictures of packed images: one from a file, as pixels, and one as the bytes of a file.
import sharp from 'sharp';
import { decoderOptions, sizeProblem } from './image-size.js';
import type { Pixels } from './records/pixels.js';

/** The pixels of an image file in their own size, RGB. Rejects like `decodeImage`. */
export async function decodePixels(bytes: Uint8Array): Promise<Pixels> {
  const problem = sizeProblem(bytes);
  if (problem !== null) throw new Error(problem);
  const image = sharp(bytes, decoderOptions(bytes))
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3) throw new Error(`decoded to ${channels} channels`);
  return { width, height, channels, bytes: data };
}

/** A packed image (size × size × 3 bytes, RGB) as a PNG file, which holds the same pixels. */
export const encodePng = (image: Uint8Array, size: number): Promise<Uint8Array> =>
  sharp(image, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
