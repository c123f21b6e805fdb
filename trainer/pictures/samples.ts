// A picture of samples: of an individual in the state at the end of its generation, of a final state, of real images,
// of noise. Images are made as figures make them, from latents of a report's own.
import type { Digest } from '../../domain/digest.js';
import { sampleColumns, sampleCount, sampleLatents, sampleNoise, sampleRows, sampledImages } from '../../domain/runs/sample-grids.js'; // prettier-ignore
import type { Genotype } from '../../domain/pipeline.js';
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import { getJson, isLoss, type Objects } from '../../domain/steps/objects.js';
import { samplingBatch } from '../../domain/steps/protocol.js';
import type { NetworkSizes } from '../../domain/steps/step-parameters.js';
import { packedBlocks } from '../../datasets/open.js';
import { bytesPerImage } from '../../datasets/pack.js';
import type { LatentStream, Network } from '../../models/types.js';
import { allFinite } from '../judging/finite.js';
import { collected, generatedImages, noiseImages, recalibrateFrom } from '../judging/images.js';
import { standaloneSpec } from '../state/network-specs.js';
import { averagedIn, individualIn } from '../state/sampled-generator.js';
import { sampleGrid } from './sample-grid.js';

/** The generator of an individual, as its evaluation judges it; plain JSON. */
export interface JudgedGenerator {
  readonly of: 'individual';
  /** The state that it was evaluated in. */
  readonly state: Digest;
  readonly genotype: Genotype;
  readonly sizes: NetworkSizes;
  readonly recalibration: LatentStream | null;
}

/** Everything that a picture depends on, as plain JSON. `size`: pixels of an image's side. */
export type SampleRequest = { readonly size: number } & (
  | JudgedGenerator
  | { readonly of: 'final'; readonly state: Digest }
  | { readonly of: 'real'; readonly dataset: Digest }
  | { readonly of: 'noise' }
);

/** `diverged`: a weight or a pixel is no finite number. `damaged`: an object is, or is missing. */
export type SampleOutcome =
  | { readonly status: 'ok'; readonly png: Uint8Array }
  | { readonly status: 'diverged' }
  | { readonly status: 'damaged'; readonly message: string };

/** Makes one picture; nothing of it stays in memory. */
export async function samplesOf(objects: Pick<Objects, 'get'>, request: SampleRequest): Promise<SampleOutcome> {
  try {
    const images = await imagesOf(objects, request);
    if (images === null) return { status: 'diverged' };
    const layout = { size: request.size, rows: sampleRows, columns: sampleColumns, scale: 1 };
    return { status: 'ok', png: await sampleGrid(images, layout) };
  } catch (error) {
    if (isLoss(error)) return { status: 'damaged', message: (error as Error).message };
    throw error;
  }
}

/** null: the generator has diverged. */
async function imagesOf(objects: Pick<Objects, 'get'>, request: SampleRequest): Promise<Uint8Array | null> {
  const { size } = request;
  switch (request.of) {
    case 'individual':
      return generated(() => evaluatedGenerator(objects, request));
    case 'final':
      return generated(() => averagedIn(objects, request.state));
    case 'real':
      return heldOutImages(objects, await getJson<DatasetArtifact>(objects, request.dataset));
    case 'noise':
      return collected(noiseImages(sampleNoise.seed, sampleNoise.name, sampleCount, size));
  }
}

/** The generator as its evaluation judges it. */
export async function evaluatedGenerator(
  objects: Pick<Objects, 'get'>,
  { state, genotype, sizes, recalibration }: JudgedGenerator,
): Promise<Network> {
  const generator = await individualIn(objects, state, standaloneSpec('generator', genotype, sizes));
  recalibrateFrom(generator, recalibration);
  return generator;
}

/** The first images of a whole batch, as in a figure: bits must not depend on how many are shown. */
async function generated(read: () => Promise<Network>): Promise<Uint8Array | null> {
  const generator = await read();
  try {
    if (!allFinite(generator)) return null;
    for await (const { bytes, finite } of generatedImages(generator, sampleLatents, samplingBatch))
      return finite ? bytes.subarray(0, (bytes.length / samplingBatch) * sampleCount) : null;
    return null;
  } finally {
    generator.dispose();
  }
}

/** Held-out images, or training images where none are held out. A block at a time: a data set may be large. */
async function heldOutImages(
  objects: Pick<Objects, 'get'>,
  { size, heldOut, train }: DatasetArtifact,
): Promise<Uint8Array> {
  const split = heldOut.images > 0 ? heldOut : train;
  const wanted = sampledImages(split.images);
  const each = bytesPerImage(size);
  const found: Uint8Array[] = [];
  for await (const { first, bytes } of packedBlocks(split, size, objects))
    for (const index of wanted)
      if (index >= first && index < first + split.imagesPerBlock)
        found.push(bytes.slice((index - first) * each, (index - first + 1) * each));
  return Buffer.concat(found);
}
