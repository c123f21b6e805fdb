// Streams of image bytes for judging: generated, noise, held out; a batch at a time, with progress.
import { samplingBatch } from '../../domain/protocol.js';
import { stream } from '../../domain/stream.js';
import type { PackedSplit } from '../../datasets/types.js';
import { generateImages } from '../../models/index.js';
import type { ImageBatch, LatentStream, Network } from '../../models/types.js';
import type { TaskContext } from '../types.js';

export type ImageBatches = AsyncIterable<ImageBatch>;

/** Images of a standalone generator in evaluation mode. */
export function generatedImages(network: Network, latents: LatentStream, images: number): ImageBatches {
  return generateImages({ network, architecture: null, latents, images, batch: samplingBatch });
}

/** Every byte uniform: what a generator that has learnt nothing at all could do no worse than. */
export async function* noiseImages(seed: number, name: string, images: number, size: number): ImageBatches {
  const random = stream(seed, name);
  for (let done = 0; done < images; done += samplingBatch) {
    const bytes = Math.min(samplingBatch, images - done) * size * size * 3;
    const words = Uint32Array.from({ length: Math.ceil(bytes / 4) }, () => random.uint32());
    yield { bytes: new Uint8Array(words.buffer, 0, bytes), finite: true };
  }
}

/** The first images of a split. */
export async function* realImages(split: PackedSplit, images: number): ImageBatches {
  for (let done = 0; done < images; done += samplingBatch) {
    const count = Math.min(samplingBatch, images - done);
    yield { bytes: split.read(Array.from({ length: count }, (_, index) => done + index)), finite: true };
  }
}

/** The same batches, telling how many images have passed. */
export async function* withProgress(
  batches: ImageBatches,
  context: TaskContext,
  total: number,
  size: number,
): ImageBatches {
  let done = 0;
  const began = performance.now();
  for await (const batch of batches) {
    yield batch;
    done += batch.bytes.length / (size * size * 3);
    const imagesPerSecond = Math.round((done * 1000) / (performance.now() - began));
    await context.tick({ done, total, unit: 'images', imagesPerSecond });
  }
}

/** All images of some batches in one array. */
export async function collected(batches: ImageBatches): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const { bytes } of batches) parts.push(bytes);
  return Buffer.concat(parts);
}
