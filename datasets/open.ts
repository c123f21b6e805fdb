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
  for (const [i, digest] of split.blocks.entries()) {
    const start = i * split.imagesPerBlock;
    const expected = Math.min(split.imagesPerBlock, split.images - start) * each;
    pixels.set(ofLength(await objects.get(digest), expected, `block ${i}`), start * each);
  }
  const labels = ofLength(await objects.get(split.labels), split.images, 'labels');
  return { images: split.images, labels, read: (indices) => gather(pixels, each, indices) };
}

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
