// How long figures take once the features are there. The paces were measured in processor time on two cores with
// AVX-512; a calibration tells how fast another machine is beside that one.
import { totalOf } from '../../domain/averages.js';
import type { FigureGroup } from '../../domain/search/figures.js';
import { comparedImages, kernelSubsets, partImages, subsetImagesIn } from '../../domain/steps/protocol.js';
import { extractorCosts } from './extractor-costs.js';
import type { JudgedPass, PlannedJudge } from './judges.js';

/** A multiply-add of a decomposition or a product of doubles. */
const multiplyAddSeconds = 4e-10;

/** Of a pair of images: what does not depend on the features, and for each feature. */
const pair = {
  kernel: [15e-9, 0.09e-9],
  radius: [20e-9, 0.2e-9],
  crossing: [60e-9, 0.1e-9],
} as const;

const pairSeconds = (kind: keyof typeof pair, features: number, pairs: number): number =>
  (pair[kind][0] + pair[kind][1] * features) * pairs;

/** Seconds of a group besides those of its figure for few images, which a calibration measures. */
const groupSeconds: Readonly<Record<FigureGroup, (pass: JudgedPass) => number>> = {
  /** The figure itself is one distance, whatever the number of images; the parts are not. */
  distance: ({ judge: { features }, images, splits }) => splits * partSeconds(features, partImages(images, splits)),
  score: () => 0,
  kernelDistance: (pass) => kernelSeconds(pass),
  // Both groups share the neighbours.
  precisionRecall: (pass) => neighbourSeconds(pass),
  densityCoverage: (pass) => (pass.groups.has('precisionRecall') ? 0 : neighbourSeconds(pass)),
};

/** A part's distance: by its covariance, or by its rows where they are fewer than the features. */
function partSeconds(features: number, each: number): number {
  const width = Math.min(features, each);
  return multiplyAddSeconds * (width ** 3 + (each > features ? 0 : each * features * (features + each)));
}

function kernelSeconds({ judge: { features, keptImages }, images }: JudgedPass): number {
  const kept = Math.min(comparedImages, images);
  const drawn = subsetImagesIn(Math.min(keptImages, kept));
  const all = kept ** 2 + keptImages ** 2 + kept * keptImages;
  return pairSeconds('kernel', features, all + kernelSubsets * 3 * drawn ** 2);
}

/** The radii of the parts take half as long as those of the whole. */
function neighbourSeconds({ judge: { features, keptImages }, images }: JudgedPass): number {
  const kept = Math.min(comparedImages, images);
  return pairSeconds('radius', features, 1.5 * kept ** 2) + pairSeconds('crossing', features, kept * keptImages);
}

/** Seconds by which the figures of a pass take longer than those of the few images of a calibration. */
export function furtherSeconds(pass: JudgedPass, imageSeconds: number): number {
  const { judge, groups } = pass;
  const costs = extractorCosts[judge.extractor.kind];
  const few: JudgedPass = {
    ...pass,
    images: costs.calibratedImages,
    judge: { ...judge, keptImages: Math.min(judge.keptImages, costs.calibratedReal) },
  };
  const longer = totalOf([...groups].map((group) => groupSeconds[group](pass) - groupSeconds[group](few)));
  return Math.max(0, longer) * machineFactor(judge, imageSeconds);
}

/** What each trainer computes once for a judge: the radii of the real images. */
export function firstSeconds(pass: JudgedPass, imageSeconds: number): number {
  const { judge, groups } = pass;
  if (!groups.has('precisionRecall') && !groups.has('densityCoverage')) return 0;
  return pairSeconds('radius', judge.features, judge.keptImages ** 2) * machineFactor(judge, imageSeconds);
}

/** How much slower this machine is, by the seconds of an image. The pace of somebody's own network says nothing. */
const machineFactor = ({ extractor }: PlannedJudge, imageSeconds: number): number =>
  extractor.kind === 'graph' ? 1 : imageSeconds / extractorCosts[extractor.kind].imageSeconds;
