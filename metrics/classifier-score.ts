// Classifier score: exp of the mean divergence of an image's class probabilities from the average ones. The formula of
// the Inception Score.
import { meanOf } from '../domain/averages.js';
import { populationDeviation } from './spread.js';

/**
 * Mean over `splits` equal parts of exp(mean KL(p(y|x) ‖ p(y))); probabilities are images × classes. A remainder is
 * left out.
 */
export function classifierScore(probabilities: Float32Array, classes: number, splits: number): number {
  return meanOf(splitScores(probabilities, classes, splits));
}

/**
 * Population standard deviation of the scores of the parts, as the Inception Score is reported (numpy.std): 0 for one
 * part.
 */
export const scoreDeviation = (probabilities: Float32Array, classes: number, splits: number): number =>
  populationDeviation(splitScores(probabilities, classes, splits));

/** The score of each part. Throws RangeError if a part has no image. */
function splitScores(probabilities: Float32Array, classes: number, splits: number): number[] {
  const perSplit = Math.floor(probabilities.length / classes / splits);
  if (perSplit < 1) throw new RangeError(`${splits} splits need at least as many images`);
  return Array.from({ length: splits }, (_, split) => {
    const from = split * perSplit * classes;
    return scoreOf(probabilities.subarray(from, from + perSplit * classes), classes, perSplit);
  });
}

/** The score of some images as one part. */
export function scoreOf(probabilities: Float32Array, classes: number, images: number): number {
  const average = new Float64Array(classes);
  probabilities.forEach((p, i) => (average[i % classes]! += p / images));
  // 0 · log 0 is 0; if the average is 0, so is every p. A p that is no number leaves no score.
  const divergence = probabilities.reduce(
    (sum, p, i) => sum + (p !== 0 ? p * Math.log(p / average[i % classes]!) : 0),
    0,
  );
  return Math.exp(divergence / images);
}
