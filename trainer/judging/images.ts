// Streams of image bytes to judge: generated, noise, held out; a batch at a time, from any batch on.
import { recalibrationBatches, samplingBatch } from '../../domain/steps/protocol.js';
import { stream } from '../../domain/stream.js';
import type { PackedSplit } from '../../datasets/types.js';
import { generateImages, recalibrate } from '../../models/index.js';
import type { ImageBatch, LatentStream, Network } from '../../models/types.js';

export type ImageBatches = AsyncIterable<ImageBatch>;

/** Images of a standalone generator in evaluation mode; `from`: how many to skip, whole batches. */
export function generatedImages(network: Network, latents: LatentStream, images: number, from = 0): ImageBatches {
  return generateImages({ network, architecture: null, latents, images, from, batch: samplingBatch });
}

/** Computes running statistics anew from latents of that stream; null: they stay as training left them. */
export function recalibrateFrom(generator: Network, recalibration: LatentStream | null): void {
  if (recalibration) recalibrate(generator, null, recalibration, recalibrationBatches, samplingBatch);
}

/** Every byte is uniform noise: a generator that has learnt nothing could not do worse. */
export async function* noiseImages(seed: number, name: string, images: number, size: number, from = 0): ImageBatches {
  const random = stream(seed, name);
  for (let done = 0; done < images; done += samplingBatch) {
    const bytes = Math.min(samplingBatch, images - done) * size * size * 3;
    // Skipped images are drawn too: one stream gives them all.
    const words = Uint32Array.from({ length: Math.ceil(bytes / 4) }, () => random.uint32());
    if (done >= from) yield { bytes: new Uint8Array(words.buffer, 0, bytes), finite: true };
  }
}

/** The first images of a split, without the first `from` of them. */
export async function* realImages(split: PackedSplit, images: number, from = 0): ImageBatches {
  for (let done = from; done < images; done += samplingBatch) {
    const count = Math.min(samplingBatch, images - done);
    yield { bytes: split.read(Array.from({ length: count }, (_, index) => done + index)), finite: true };
  }
}

/** All images of some batches in one array. */
export async function collected(batches: ImageBatches): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const { bytes } of batches) parts.push(bytes);
  return Buffer.concat(parts);
}
