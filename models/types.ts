// The words of models/: which network, in which form, and what a training step takes and gives.
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

/** A step's losses; when not finite, no state changed and loss is null. */
export interface StepReport {
  readonly finite: boolean;
  readonly loss: number | null;
}
