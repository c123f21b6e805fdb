// Decodes an image file's bytes to size × size RGB: turned as its EXIF says, cropped to the middle square, on white.
import sharp from 'sharp';
import { decodeNatively } from './decode-natively.js';
import { isPlainJpeg } from './plain-jpeg.js';

// One thread an image: several are decoded at once, and each only once.
sharp.concurrency(1);
sharp.cache(false);

/** Versions of what decodes and resizes: other versions may give other bytes, so they are part of an ingest's key. TensorFlow's, which
 * decodes what needs nothing else, is in the fingerprint. */
export function decoderVersion(): string {
  return `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}, cover lanczos3`;
}

/** size × size × 3 bytes. Rejects when the bytes are no whole image that libvips reads. */
export async function decodeImage(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  // What TensorFlow refuses, libvips may still take: its word decides.
  return (isPlainJpeg(bytes, size) && decodeNatively(bytes)) || decodeByLibvips(bytes, size);
}

async function decodeByLibvips(bytes: Uint8Array, size: number): Promise<Uint8Array> {
  const image = sharp(bytes, { failOn: 'error' })
    .autoOrient()
    .resize(size, size, { fit: 'cover', kernel: 'lanczos3' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb');
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`decoded to ${info.channels} channels`);
  return data;
}
