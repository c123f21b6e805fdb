// How far several values of one figure lie apart.
import { meanOf } from '../domain/averages.js';

/** Population standard deviation, as numpy.std computes it. */
export function populationDeviation(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}
