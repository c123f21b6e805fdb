// The types of models/: which network, in which form, and what a training step takes and gives.
import type { Adam, Genotype } from '../domain/pipeline.js';

/** A network's form and sizes. Channels: gf_dim or df_dim; bottomWidth: 4 for 32×32 images. */
export type NetworkSpec =
  | {
      readonly network: 'generator';
      readonly form: 'supernet';
      readonly channels: number;
      readonly latent: number;
      readonly bottomWidth: number;
    }
  | {
      readonly network: 'generator';
      readonly form: 'standalone';
      readonly genotype: Genotype;
      readonly channels: number;
      readonly latent: number;
      readonly bottomWidth: number;
    }
  | { readonly network: 'discriminator'; readonly form: 'supernet'; readonly channels: number }
  | {
      readonly network: 'discriminator';
      readonly form: 'standalone';
      readonly genotype: Genotype;
      readonly channels: number;
    }
  | { readonly network: 'discriminator'; readonly form: 'simple' };

/** Where a step's latents come from: StatelessRandomNormal under `streamSeeds(seed, name)`. */
export interface LatentStream {
  readonly seed: number;
  readonly name: string;
}

/** Optimiser settings of one step. */
export interface UpdateRule {
  readonly optimizer: Adam;
  readonly gradientClipping: number | null;
}

/** A step's losses; if they are not finite, no state changed and loss is null. */
export interface StepReport {
  readonly finite: boolean;
  readonly loss: number | null;
}

/**
 * A network on the device: weights, both moments and step count of each parameter, buffers (running statistics, u, v).
 */
export interface Network {
  readonly spec: NetworkSpec;
  dispose(): void;
}

/** What one forward of a network runs: a genotype for a supernet, null for a standalone or the simple discriminator. */
export type Architecture = Genotype | null;

/**
 * How a program runs: kernel by kernel, or as one TensorFlow graph. Both give the same bits. A graph takes a fraction
 * of a second to load and then less time for each run.
 */
export type ExecutionMode = 'eager' | 'graph';

/** One pair of a training step. */
export interface Pair {
  readonly generator: Network;
  readonly generatorArchitecture: Architecture;
  readonly discriminator: Network;
  readonly discriminatorArchitecture: Architecture;
  /** Default: eager. */
  readonly execution?: ExecutionMode;
}

/** Some generated images. */
export interface ImageBatch {
  /** NHWC RGB, 127.5·x + 127.5 truncated. */
  readonly bytes: Uint8Array;
  /** False if a pixel was not a number: bytes cannot say so, and such a generator has diverged. */
  readonly finite: boolean;
}

/** A latent [latent] and its image [size, size, 3], RGB in [−1, 1]. */
export interface OneImage {
  readonly latent: Float32Array;
  readonly image: Float32Array;
}

/**
 * The statistics that a generator normalises with while it makes images: its running ones, or those that `recalibrate`
 * has computed.
 */
export interface GenerateRequest {
  readonly network: Network;
  readonly architecture: Architecture;
  readonly latents: LatentStream;
  readonly images: number;
  /** How many images to skip at the beginning: whole batches. Default: none. */
  readonly from?: number;
  /** Latents a forward; the last batch is shorter. Batch i draws from the stream `<name>/i`. */
  readonly batch: number;
}
