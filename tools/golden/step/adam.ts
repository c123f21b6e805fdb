// Where Adam's first step leads: written out here, so that neither side is judged by itself.
import { largestDifference } from '../numbers.js';

const epsilon = 1e-8;

/** How near a weight must be to where its own gradient leads. */
export const adamTolerance = 2e-6;

/** Adam's first step down a gradient, whatever its betas: moments and their corrections cancel. */
const firstStep = (gradient: number, rate: number): number => (rate * gradient) / (Math.abs(gradient) + epsilon);

/** The largest difference of a weight from where Adam's first step by its gradient leads. */
export function distanceFromAdam(
  before: ArrayLike<number>,
  gradient: ArrayLike<number>,
  after: ArrayLike<number>,
  rate: number,
): number {
  const expected = Float64Array.from(before, (weight, i) => weight - firstStep(gradient[i]!, rate));
  return largestDifference(after, expected);
}
