// Images drawn from one generator: as many as are asked for, a batch at a time, and the one that proves ports.
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Digest } from '../../domain/digest.js';
import { drawnName } from '../../domain/runs/drawn-images.js';
import type { Objects } from '../../domain/steps/objects.js';
import { samplingBatch } from '../../domain/steps/protocol.js';
import { imageOfOne } from '../../models/index.js';
import type { LatentStream, Network, OneImage } from '../../models/types.js';
import { generatedImages } from '../judging/images.js';
import { diverged, openGenerator, type GeneratorSource } from './generator-source.js';
import { sampleGrid } from './sample-grid.js';

type Readable = Pick<Objects, 'get'>;

/** Plain JSON. `size`: pixels of an image's side. */
export interface ImageDrawing {
  readonly source: GeneratorSource;
  readonly latents: LatentStream;
  readonly images: number;
  readonly size: number;
}

/** What was drawn. `digest`: SHA-256 of the bytes of all images, RGB row by row, one image after another. */
export interface Drawn {
  readonly images: number;
  readonly digest: Digest;
}

/** One PNG for each image into a folder that is there; `onDrawn` gets how many there are so far. */
export function drawIntoFolder(
  objects: Readable,
  drawing: ImageDrawing,
  folder: string,
  onDrawn: (images: number) => void,
): Promise<Drawn> {
  const { size, images: total } = drawing;
  return eachBatch(objects, drawing, async (bytes, first) => {
    const each = size * size * 3;
    const count = bytes.length / each;
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const png = await pngOf(bytes.subarray(index * each, (index + 1) * each), size);
        await writeFile(join(folder, drawnName(first + index, total)), png, { flag: 'wx' });
      }),
    );
    onDrawn(first + count);
  });
}

/** All images in one PNG, nearly as many rows as columns. */
export async function drawGrid(
  objects: Readable,
  drawing: ImageDrawing,
): Promise<Drawn & { readonly png: Uint8Array }> {
  const parts: Uint8Array[] = [];
  const drawn = await eachBatch(objects, drawing, async (bytes) => void parts.push(bytes));
  const columns = Math.ceil(Math.sqrt(drawing.images));
  const layout = { size: drawing.size, rows: Math.ceil(drawing.images / columns), columns };
  return { ...drawn, png: await sampleGrid(Buffer.concat(parts), layout) };
}

/** Whole batches are drawn and the rest of the last one is dropped, so bits do not depend on how many are wanted. */
async function eachBatch(
  objects: Readable,
  { source, latents, images, size }: ImageDrawing,
  use: (bytes: Uint8Array, first: number) => Promise<void>,
): Promise<Drawn> {
  const hash = createHash('sha256');
  const whole = Math.ceil(images / samplingBatch) * samplingBatch;
  await withGenerator(objects, source, async (generator) => {
    let first = 0;
    for await (const { bytes, finite } of generatedImages(generator, latents, whole)) {
      if (!finite) throw diverged();
      const wanted = bytes.subarray(0, Math.min(samplingBatch, images - first) * size * size * 3);
      hash.update(wanted);
      await use(wanted, first);
      first += samplingBatch;
    }
  });
  return { images, digest: hash.digest('hex') as Digest };
}

/** A latent with its image, as numbers and as a PNG. */
export async function proofImage(
  objects: Readable,
  { source, latents, size }: Omit<ImageDrawing, 'images'>,
): Promise<OneImage & { readonly png: Uint8Array }> {
  return withGenerator(objects, source, async (generator) => {
    const made = imageOfOne(generator, latents);
    if (!made.image.every(Number.isFinite)) throw diverged();
    return { ...made, png: await pngOf(Uint8Array.from(made.image, byteOf), size) };
  });
}

/** The byte of a channel in [−1, 1]: 127.5·x + 127.5 in single precision, truncated. */
const byteOf = (value: number): number => Math.trunc(Math.fround(Math.fround(value * 127.5) + 127.5));

const pngOf = (bytes: Uint8Array, size: number): Promise<Buffer> =>
  sharp(bytes, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();

async function withGenerator<T>(
  objects: Readable,
  source: GeneratorSource,
  use: (generator: Network) => Promise<T>,
): Promise<T> {
  const generator = await openGenerator(objects, source);
  try {
    return await use(generator);
  } finally {
    generator.dispose();
  }
}
