// Images of 16 bits a sample. libvips makes 8 of 16 bits by leaving out the lower ones, so an image that uses only 10
// of the 16 would be black.
import sharp, { type Sharp } from 'sharp';
import { decoderOptions, sizeProblem } from './image-size.js';
import { bitsFor } from './sample-bits.js';

/** True for 16 bits a sample, false for 8. Rejects samples without an agreed range: floating point, 32 bits, signed. */
export async function assertSamples(bytes: Uint8Array): Promise<boolean> {
  const { depth } = await sharp(bytes, decoderOptions(bytes)).metadata();
  if (depth === 'ushort') return true;
  if (depth === 'uchar') return false;
  throw new Error(`unsupported sample type ${depth}: save it with 8 or 16 bits per sample`);
}

interface Samples {
  readonly values: Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

async function samplesOf(bytes: Uint8Array): Promise<Samples> {
  const image = sharp(bytes, decoderOptions(bytes)).autoOrient().toColourspace('rgb16');
  const { data, info } = await image.raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== 3 && channels !== 4) throw new Error(`decoded to ${channels} channels`);
  return { values: new Uint16Array(new Uint8Array(data).buffer), width, height, channels };
}

/** Alpha, if there is any, is at its maximum: only colours count. */
const isColour = (index: number, channels: 3 | 4): boolean => channels === 3 || index % 4 !== 3;

/** The greatest sample of a 16-bit image's colours; null for one of 8 bits, and for one that cannot be decoded. */
export async function greatestSample(bytes: Uint8Array): Promise<number | null> {
  try {
    if (sizeProblem(bytes) !== null || !(await assertSamples(bytes))) return null;
    const { values, channels } = await samplesOf(bytes);
    return values.reduce((most, value, i) => (value > most && isColour(i, channels) ? value : most), 0);
  } catch {
    return null;
  }
}

/** The bits that a folder's 16-bit images use, by their greatest samples; null if there are none. */
export function bitsOfAll(greatest: readonly (number | null)[]): number | null {
  const known = greatest.filter((value) => value !== null);
  return known.length === 0 ? null : bitsFor(known.reduce((most, value) => Math.max(most, value), 0));
}

/** The image with samples of `bits` bits spread over all 16: 0 stays 0, the greatest becomes 65535. */
export async function spreadSamples(bytes: Uint8Array, bits: number): Promise<Sharp> {
  const { values, width, height, channels } = await samplesOf(bytes);
  const scale = 65535 / (2 ** bits - 1);
  const spread = values.map((value, i) => (isColour(i, channels) ? Math.min(65535, Math.round(value * scale)) : value));
  return sharp(spread, { raw: { width, height, channels } });
}
