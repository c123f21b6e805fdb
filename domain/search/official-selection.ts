// Survival by the rule of EAGAN's published script (github marsggbo/EAGAN, 975ff13: utils/sort.py), which is not Pareto
// selection.
import { nonDominatedFronts, type Objectives } from './pareto.js';
import type { RandomStream } from '../stream.js';

/** What the rule looks at, all finite: the score counts the more the better, distance and parameters both ways. */
export interface OfficialFigures {
  readonly score: number;
  readonly distance: number;
  readonly parameters: number;
}

/**
 * Indices of the survivors, ascending: exactly `keep` of them, or all where there are fewer. Level by level, the k-th
 * fronts of the four sorts are pooled as a set; those of the pool that are not yet selected are taken, or a uniform
 * sample of them where they are too many. (The script first asks whether selected + pool ≤ keep, so that repeats count
 * twice; but where they do not fit that way it takes the unselected ones whole all the same if they fit, so the
 * question decides nothing.)
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

/** Level by level the k-th fronts of all four sorts as one ascending set; every index is in one of them. */
function pooledFronts(judged: readonly OfficialFigures[]): number[][] {
  const sorts = fourSorts(judged).map(nonDominatedFronts);
  const levels = Math.max(0, ...sorts.map((fronts) => fronts.length));
  return Array.from({ length: levels }, (_, level) => {
    const pool = new Set(sorts.flatMap((fronts) => fronts[level] ?? []));
    return [...pool].sort((a, b) => a - b);
  });
}

/**
 * Points of (1/score, distance), (1/score, 1/distance), (1/score, size), (1/score, 1/size): each second one is
 * maximised, too.
 */
function fourSorts(judged: readonly OfficialFigures[]): Objectives[][] {
  return [
    judged.map(({ score, distance }) => [inverse(score), distance]),
    judged.map(({ score, distance }) => [inverse(score), inverse(distance)]),
    judged.map(({ score, parameters }) => [inverse(score), parameters / 1e6]),
    judged.map(({ score, parameters }) => [inverse(score), inverse(parameters / 1e6)]),
  ];
}

/** As the script writes it; the constant keeps a size of 0 finite and changes no order. */
const inverse = (value: number): number => 1 / (value + 1e-10);
