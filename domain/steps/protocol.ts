// The protocol of a figure: everything that its value depends on, except the judged images.
import type { Digest } from '../digest.js';
import { defaultSplits } from '../extractor.js';
import { imageRow, type ImageFigure } from '../search/figures.js';
import type { JudgeSettings } from '../judges.js';
import { figuresIn } from '../search/figures-of-run.js';
import type { Protocol } from './artifacts.js';
import { recordedDeviations, spreadIn, type JudgingStep } from './kind-versions.js';
import type { StepOf } from './kinds.js';
import { fewestLeft, leftOutParts } from './parts.js';
import { streamNames } from './places.js';
import type { Judging } from './step-parameters.js';

/** Latents in one forward pass when images are generated for a figure. */
export const samplingBatch = 100;

/**
 * Forward passes, of `samplingBatch` latents each, over which recalibration averages running statistics
 * (docs/reference/method.md).
 */
export const recalibrationBatches = 10;

/** The latents over which the statistics of an evaluated generator are computed anew; null: they stay as they are. */
export function recalibrationOf(
  step: Pick<StepOf<'evaluate'>, 'seed' | 'parameters'>,
): { readonly seed: number; readonly name: string } | null {
  const { batchNorm, stage, generation } = step.parameters;
  return batchNorm === 'recalibrated' ? { seed: step.seed!, name: streamNames.recalibration(stage, generation) } : null;
}

/** Parts over which a score is averaged, as for the Inception Score; at most as many as there are images. */
export const scoreSplitsOf = (images: number, splits = defaultSplits): number => Math.min(splits, images);

/** What steps without `judging` have. */
const usualFigures: readonly ImageFigure[] = ['frechetDistance', 'classifierScore'];

/** At most so many images of each side are compared one by one, the first ones. */
export const comparedImages = 10_000;

/** How figures are computed that compare single images. It counts in the digest of a protocol. */
const further = {
  images: comparedImages,
  /** A radius leads to this neighbour. */
  nearest: 5,
  /** The deviation of a kernel distance is that between so many random subsets, of at most so many images. */
  subsets: 100,
  subsetImages: 1000,
} as const;

/** The number of random subsets behind the deviation of a kernel distance. */
export const kernelSubsets: number = further.subsets;

/** What a judge is asked for besides what every protocol has, as a part of a step's parameters: nothing, as a rule. */
export function judgingBy(judge: JudgeSettings): { readonly judging?: Judging } {
  const { splits = defaultSplits, reference } = judge;
  const figures = figuresIn(judge);
  const isUsual = figures.join() === usualFigures.join() && splits === defaultSplits && reference === undefined;
  if (isUsual) return {};
  const split = reference === undefined ? 'train' : reference.from === 'npz' ? 'npz' : reference.split;
  return { judging: { splits, figures, split } };
}

/** The figures that a step computes. */
export const judgedFigures = ({ judging }: JudgingStep['parameters']): readonly ImageFigure[] =>
  judging?.figures ?? usualFigures;

/** The protocol of figures over `images` images. `live` batch norm: running statistics as training left them. */
export function protocolOf(
  inputs: { readonly extractor: Digest; readonly reference: Digest },
  images: number,
  batchNorm: Protocol['sampling']['batchNorm'],
  judging?: Judging,
): Protocol {
  const { figures = usualFigures, split = 'train', splits } = judging ?? {};
  return {
    schemaVersion: 1,
    kind: 'protocol',
    extractor: inputs.extractor,
    reference: inputs.reference,
    images,
    resize: 'none',
    split,
    sampling: { latents: 'normal', batchNorm, batch: samplingBatch },
    scoreSplits: scoreSplitsOf(images, splits),
    ...(judging ? { figures } : {}),
    ...(figures.some(comparesImages) ? { further } : {}),
  };
}

const comparesImages = (name: ImageFigure): boolean => !['distance', 'score'].includes(imageRow(name).group);

/** Of how many generated images, the first ones, the features are kept; 0: no figure needs them. */
export const keptImages = ({ images, further: asked }: Protocol): number => Math.min(asked?.images ?? 0, images);

/** The images of each part. A remainder belongs to none. */
export const partImages = (images: number, splits: number): number => Math.floor(images / splits);

/** The neighbour that radii lead to, in a set that may be small. */
export const nearestIn = (...images: readonly number[]): number =>
  Math.min(further.nearest, ...images.map((n) => n - 1));

/** The images of each random subset: half of a small set, so that subsets differ. */
export const subsetImagesIn = (images: number): number =>
  Math.max(2, Math.min(further.subsetImages, Math.floor(images / 2)));

/**
 * The figures of a step that have a deviation: by its version, and where parts, or what is left without one of them,
 * are large enough to have the figure.
 */
export function deviatingFigures({ kindVersion, parameters }: JudgingStep): readonly ImageFigure[] {
  const splits = scoreSplitsOf(parameters.images, parameters.judging?.splits);
  const recorded = recordedDeviations(kindVersion);
  return judgedFigures(parameters).filter((name) => {
    if (recorded === 'none' || (recorded === 'scores' && imageRow(name).group !== 'score')) return false;
    const spread = spreadIn(kindVersion, name);
    if (spread === 'subsets') return true;
    const images = comparesImages(name) ? Math.min(parameters.images, further.images) : parameters.images;
    const judged = spread === 'splits' ? partImages(images, splits) : fewestLeft(images, leftOutParts(splits));
    return splits > 1 && judged >= fewestImages(name);
  });
}

function fewestImages(name: ImageFigure): number {
  const { group } = imageRow(name);
  if (group === 'score') return 1;
  return group === 'distance' ? 2 : further.nearest + 1;
}
