// The memory of a judge: its network, what is known of the real images, and what is kept of those that pass.
import { comparedImages } from '../../domain/steps/protocol.js';
import { extractorCosts } from './extractor-costs.js';
import type { JudgedPass, PlannedJudge } from './judges.js';

const double = 8;
const float = 4;
/** Rows of a block of a native product (metrics/statistics.ts, metrics/feature-set.ts). */
const blockRows = 1000;

/** Bytes that a trainer needs for a pass besides the generator: a result of 64 features needs almost none. */
export function judgingBytes(pass: JudgedPass): number {
  const { judge } = pass;
  return extractorCosts[judge.extractor.kind].loadedBytes + referenceBytes(judge) + passingBytes(pass);
}

/** What the store holds of a judge: its network, its reference. */
export const storedJudgeBytes = (judge: PlannedJudge): number =>
  extractorCosts[judge.extractor.kind].storedBytes + referenceBytes(judge);

/** Covariance, its root, and the features of single real images. */
const referenceBytes = ({ features, keptImages }: PlannedJudge): number =>
  2 * double * features ** 2 + float * features * keptImages;

/** What grows while images pass, and what the figures need at the end. */
function passingBytes({ judge, images, splits, groups }: JudgedPass): number {
  const { features, classes, keptImages } = judge;
  const matrix = double * features ** 2;
  const block = double * features * Math.min(blockRows, images);
  const each = Math.floor(images / splits);
  // A recovery point writes a copy.
  const probabilities = 2 * float * classes * each;
  const kept = keptImages > 0 ? 2 * float * features * Math.min(comparedImages, images) : 0;
  const parts = each > features ? matrix + block : float * features * each;
  // The covariance, and on the device it, the root, their product and what the decomposition works on.
  const distance = 5 * matrix;
  const pairs = groups.size > 2 ? 4 * block + 3 * double * blockRows ** 2 : 0;
  return matrix + block + probabilities + kept + parts + Math.max(distance, pairs);
}
