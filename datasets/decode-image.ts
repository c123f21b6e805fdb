// Decodes an image file's bytes to size × size RGB: rotated as its EXIF says, cropped to the middle square, on white.
import sharp, { type Sharp } from 'sharp';
import { decodeNatively } from './decode-natively.js';
import { assertSamples, spreadSamples } from './deep-images.js';
import { decoderOptions, sizeProblem } from './image-size.js';
import { isPlainJpeg } from './plain-jpeg.js';
import { mayBeDeep } from './sample-bits.js';

// One thread an image: several are decoded at once, and each only once.
sharp.concurrency(1);
sharp.cache(false);
// libvips knows more formats than those that are read, such as SVG: none of them is opened, whatever a file is called.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((format) => `VipsForeignLoad${format}Buffer`),
});

/** All the bits of a sample: the default for 16-bit images, unless the whole folder uses fewer. */
const allBits = 16;

/**
 * Versions of what decodes and resizes, and how. Other versions may give other bytes, so they are part of an ingest's
 * key. TensorFlow's version, for images that only need decoding, is in the fingerprint. `sampleBits`: of the folder's
 * 16-bit images; named only if they are fewer.
 */
export function decoderVersion(sampleBits: number | null = null): string {
  const version = `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}, cover lanczos3`;
  return sampleBits === null || sampleBits === allBits ? version : `${version}, ${sampleBits} of 16 bits`;
}

/** The bits of a decoder, from its `decoderVersion`. */
export const sampleBitsOf = (decoder: string | null): number =>
  Number(/, (\d+) of 16 bits$/.exec(decoder ?? '')?.[1] ?? allBits);

/**
 * size × size × 3 bytes. Rejects if the bytes are not a complete image that libvips reads; `decodeProblem` says why.
 */
export async function decodeImage(bytes: Uint8Array, size: number, sampleBits = allBits): Promise<Uint8Array> {
  // libvips may still accept what TensorFlow refuses: libvips decides.
  return (isPlainJpeg(bytes, size) && decodeNatively(bytes)) || decodeByLibvips(bytes, size, sampleBits);
}

/** The same without TensorFlow, to find out only whether a file can be decoded. */
export async function decodeByLibvips(bytes: Uint8Array, size: number, sampleBits = allBits): Promise<Uint8Array> {
  const problem = sizeProblem(bytes);
  if (problem !== null) throw new Error(problem);
  const image = (await opened(bytes, sampleBits))
    .resize(size, size, { fit: 'cover', kernel: 'lanczos3' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`decoded to ${info.channels} channels`);
  return data;
}

async function opened(bytes: Uint8Array, sampleBits: number): Promise<Sharp> {
  const isDeep = mayBeDeep(bytes) && (await assertSamples(bytes));
  if (isDeep && sampleBits < allBits) return spreadSamples(bytes, sampleBits);
  return sharp(bytes, decoderOptions(bytes)).autoOrient();
}
