// The protocol of a figure: everything its value depends on besides the images that are judged.
import type { Protocol } from './artifacts.js';
import type { Digest } from '../digest.js';

/** Latents of one forward while images are made for a figure. */
export const samplingBatch = 100;

/** Forwards, and latents of each, over which recalibration averages running statistics (reference: algorithm). */
export const recalibrationBatches = 10;

/**
 * Parts that the classifier score is averaged over, as for the Inception Score; as many as there are images where these
 * are fewer.
 */
export const scoreSplits = 10;

/** The protocol of figures over `images` images; `live` batch norm: running statistics as training left them. */
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
    scoreSplits: Math.min(scoreSplits, images),
  };
}
