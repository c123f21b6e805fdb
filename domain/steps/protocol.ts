// The protocol of a figure: everything that its value depends on, except the judged images.
import type { Protocol } from './artifacts.js';
import type { Digest } from '../digest.js';
import { defaultSplits } from '../extractor.js';
import type { Pipeline } from '../pipeline.js';
import type { Judging } from './step-parameters.js';

/** Latents in one forward pass when images are generated for a figure. */
export const samplingBatch = 100;

/**
 * Forward passes, of `samplingBatch` latents each, over which recalibration averages running statistics
 * (docs/reference/method.md).
 */
export const recalibrationBatches = 10;

/** Parts over which a score is averaged, as for the Inception Score; at most as many as there are images. */
export const scoreSplitsOf = (images: number, splits = defaultSplits): number => Math.min(splits, images);

/** What a pipeline asks for besides what every protocol has, as a part of a step's parameters: nothing, as a rule. */
export function judgingIn({ splits = defaultSplits, also = [] }: Pipeline['metrics']): { readonly judging?: Judging } {
  return splits === defaultSplits && also.length === 0 ? {} : { judging: { splits, also } };
}

/** The protocol of figures over `images` images. `live` batch norm: running statistics as training left them. */
export function protocolOf(
  inputs: { readonly extractor: Digest; readonly reference: Digest },
  images: number,
  batchNorm: Protocol['sampling']['batchNorm'],
  judging?: Judging,
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
    scoreSplits: scoreSplitsOf(images, judging?.splits),
    ...(judging && judging.also.length > 0 ? { also: judging.also } : {}),
  };
}
