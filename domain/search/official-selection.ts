// Survival by the rule of EAGAN's published script (github marsggbo/EAGAN, 975ff13: utils/sort.py). It is not Pareto
// selection.
import { nonDominatedFronts, type Objectives } from './pareto.js';
import type { RandomStream } from '../stream.js';

/**
 * The values that the rule compares, all finite. A higher score is better; distance and parameters are sorted both
 * ways.
 */
export interface OfficialFigures {
  readonly score: number;
  readonly distance: number;
  readonly parameters: number;
}

/**
 * Indices of the survivors, ascending: exactly `keep` of them, or all if there are fewer. Level by level, the k-th
 * fronts of the four sorts are pooled as a set. Those of the pool that are not selected yet are taken, or a uniform
 * sample of them if they are too many. (The script first checks whether selected + pool ≤ keep, which counts repeats
 * twice. If that check fails, it still takes all the unselected ones when they fit, so the check decides nothing.)
 */
export function officialSurvivors(judged: readonly OfficialFigures[], keep: number, random: RandomStream): number[] {
  const selected = new Set<number>();
  for (const pool of pooledFronts(judged)) {
    const missing = keep - selected.size;
    if (missing <= 0) break;
    const unselected = pool.filter((index) => !selected.has(index));
    const taken = unselected.length <= missing ? unselected : random.shuffle(unselected).slice(0, missing);
    for (const index of taken) selected.add(index);
  }
  return [...selected].sort((a, b) => a - b);
}

/** For each level, the k-th fronts of all four sorts as one ascending set. Together the sets contain every index. */
function pooledFronts(judged: readonly OfficialFigures[]): number[][] {
  const sorts = fourSorts(judged).map(nonDominatedFronts);
  const levels = Math.max(0, ...sorts.map((fronts) => fronts.length));
  return Array.from({ length: levels }, (_, level) => {
    const pool = new Set(sorts.flatMap((fronts) => fronts[level] ?? []));
    return [...pool].sort((a, b) => a - b);
  });
}

/**
 * Points of (1/score, distance), (1/score, 1/distance), (1/score, size), (1/score, 1/size): the second and the fourth
 * maximise distance and size.
 */
function fourSorts(judged: readonly OfficialFigures[]): Objectives[][] {
  return [
    judged.map(({ score, distance }) => [inverse(score), distance]),
    judged.map(({ score, distance }) => [inverse(score), inverse(distance)]),
    judged.map(({ score, parameters }) => [inverse(score), parameters / 1e6]),
    judged.map(({ score, parameters }) => [inverse(score), inverse(parameters / 1e6)]),
  ];
}

/** As the script writes it. The constant keeps the inverse of a size of 0 finite and changes no order. */
const inverse = (value: number): number => 1 / (value + 1e-10);
