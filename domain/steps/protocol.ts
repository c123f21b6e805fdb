// The protocol of a figure: everything that its value depends on, except the judged images.
import type { Protocol } from './artifacts.js';
import type { Digest } from '../digest.js';

/** Latents in one forward pass when images are generated for a figure. */
export const samplingBatch = 100;

/**
 * Forward passes, of `samplingBatch` latents each, over which recalibration averages running statistics
 * (docs/reference/method.md).
 */
export const recalibrationBatches = 10;

/**
 * Parts over which the classifier score is averaged, as for the Inception Score; at most as many as there are images.
 */
const scoreSplits = 10;

/** The parts of so many images. */
export const scoreSplitsOf = (images: number): number => Math.min(scoreSplits, images);

/** The protocol of figures over `images` images. `live` batch norm: running statistics as training left them. */
export function protocolOf(
  inputs: { readonly extractor: Digest; readonly reference: Digest },
  images: number,
  batchNorm: Protocol['sampling']['batchNorm'],
): Protocol {
  return {
    schemaVersion: 1,
    kind: 'protocol',
    extractor: inputs.extractor,
    reference: inputs.reference,
    images,
    resize: 'none',
    split: 'train',
    sampling: { latents: 'normal', batchNorm, batch: samplingBatch },
    scoreSplits: scoreSplitsOf(images),
  };
}
