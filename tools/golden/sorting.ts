// Fronts and crowding distances against those of a golden file.
import { crowdingDistances, nonDominatedFronts, type Objectives } from '../../domain/search/pareto.js';
import type { GoldenFindings } from './findings.js';
import { MalformedFile } from './malformed.js';

/** One case of a `non_dominated_sorting` file: crowding by front, in the front's order; null is infinite. */
export interface SortedPoints {
  readonly points_minimise: readonly Objectives[];
  readonly fronts: readonly (readonly number[])[];
  readonly crowding: readonly (readonly (number | null)[])[];
}

export const sortedKeys = ['points_minimise', 'fronts', 'crowding'];

/** Sums of a few quotients of doubles, added in another order. */
const rounding = 1e-9;

/** Fronts are sets and must be exactly equal; crowding may differ by rounding. */
export function checkSorting(expected: SortedPoints, label: string, findings: GoldenFindings): void {
  const { points_minimise: points, fronts, crowding } = expected;
  if (crowding.length !== fronts.length)
    throw new MalformedFile(`${label} must have a list of crowding for each front`);
  const ascending = (front: readonly number[]): number[] => [...front].sort((a, b) => a - b);
  const [ours, theirs] = [JSON.stringify(nonDominatedFronts(points)), JSON.stringify(fronts.map(ascending))];
  if (ours !== theirs) return findings.problem(`${label}.fronts are ${theirs}, ours ${ours}`);
  fronts.forEach((front, f) => {
    crowdingDistances(points, front).forEach((distance, i) => {
      const what = `${label}.crowding of point ${front[i]} (front ${f})`;
      const theirs = crowding[f]![i];
      if (theirs === undefined) throw new MalformedFile(`${what} is missing`);
      if (theirs === null || distance === Infinity) {
        if (theirs !== null || distance !== Infinity)
          findings.problem(`${what} is ${theirs ?? 'infinite'}, ours ${distance}`);
      } else findings.expect(what, Math.abs(distance - theirs), rounding * Math.max(1, theirs));
    });
  });
}
