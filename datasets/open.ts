// Reads a packed data set back: completely in memory, images by index.
import type { DatasetArtifact, DatasetSplit } from '../domain/steps/artifacts.js';
import type { Objects } from '../domain/steps/objects.js';
import { EaganError } from '../domain/errors.js';
import { bytesPerImage } from './pack.js';
import type { PackedDataset, PackedSplit } from './types.js';

/** Loads both splits (size² × 3 bytes an image). Throws EAGAN_OBJECT_CORRUPT if blocks and counts disagree. */
export async function openDataset(artifact: DatasetArtifact, objects: Objects): Promise<PackedDataset> {
  const train = await openSplit(artifact.train, artifact.size, objects);
  const heldOut = await openSplit(artifact.heldOut, artifact.size, objects);
  return { artifact, train, heldOut };
}

async function openSplit(split: DatasetSplit, size: number, objects: Objects): Promise<PackedSplit> {
  const each = bytesPerImage(size);
  const pixels = new Uint8Array(split.images * each);
  for await (const { first, bytes } of packedBlocks(split, size, objects)) pixels.set(bytes, first * each);
  const labels = await packedLabels(split, objects);
  return { images: split.images, labels, read: (indices) => gather(pixels, each, indices) };
}

/** A piece of a split: its images one after another. */
interface PackedBlock {
  /** The number of its first image in the split. */
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** The images of a split, about 4 MiB at a time. Throws EAGAN_OBJECT_CORRUPT if blocks and counts disagree. */
export async function* packedBlocks(
  { images, blocks, imagesPerBlock }: DatasetSplit,
  size: number,
  objects: Pick<Objects, 'get'>,
): AsyncGenerator<PackedBlock> {
  for (const [i, digest] of blocks.entries()) {
    const first = i * imagesPerBlock;
    const expected = Math.min(imagesPerBlock, images - first) * bytesPerImage(size);
    yield { first, bytes: ofLength(await objects.get(digest), expected, `block ${i}`) };
  }
}

/** One byte for each image of a split. */
export const packedLabels = async ({ images, labels }: DatasetSplit, objects: Objects): Promise<Uint8Array> =>
  ofLength(await objects.get(labels), images, 'labels');

function ofLength(bytes: Uint8Array, expected: number, what: string): Uint8Array {
  if (bytes.length === expected) return bytes;
  throw new EaganError(
    'EAGAN_OBJECT_CORRUPT',
    `${what} of the packed data set must have ${expected} bytes (got ${bytes.length})`,
    'Compute everything again, including the packed data set: eagan run FILE --fresh',
  );
}

function gather(pixels: Uint8Array, each: number, indices: readonly number[] | Int32Array): Uint8Array {
  const result = new Uint8Array(indices.length * each);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    const image = pixels.subarray(index * each, (index + 1) * each);
    if (index < 0 || image.length !== each) throw new RangeError(`no image ${index} in ${pixels.length / each}`);
    result.set(image, i * each);
  }
  return result;
}
