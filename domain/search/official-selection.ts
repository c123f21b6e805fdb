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

/** One level: the k-th fronts of the four sorts, by `officialSorts`, and who of them survives. */
export interface OfficialLevel {
  readonly fronts: readonly (readonly number[])[];
  /** Members of the fronts that no earlier level has taken, ascending. */
  readonly pool: readonly number[];
  /** All of the pool, or a uniform sample of it if it is larger than the number of places that are left. */
  readonly taken: readonly number[];
}

/** The four sorts, as people read them. */
export const officialSorts = [
  'score with small distance',
  'score with large distance',
  'score with few parameters',
  'score with many parameters',
] as const;

/**
 * The levels until `keep` individuals are taken, or all if there are fewer. Level by level, the k-th fronts of the four
 * sorts are pooled as a set. Those of the pool that are not selected yet are taken, or a uniform sample of them if they
 * are too many. (The script first checks whether selected + pool ≤ keep, which counts repeats twice. If that check
 * fails, it still takes all the unselected ones when they fit, so the check decides nothing.)
 */
export function officialLevels(
  judged: readonly OfficialFigures[],
  keep: number,
  random: RandomStream,
): OfficialLevel[] {
  const selected = new Set<number>();
  const levels: OfficialLevel[] = [];
  for (const fronts of frontsByLevel(judged)) {
    const missing = keep - selected.size;
    if (missing <= 0) break;
    const pool = [...new Set(fronts.flat())].filter((index) => !selected.has(index)).sort((a, b) => a - b);
    const taken = pool.length <= missing ? pool : random.shuffle(pool).slice(0, missing);
    for (const index of taken) selected.add(index);
    levels.push({ fronts, pool, taken });
  }
  return levels;
}

/** Indices of the survivors, ascending: exactly `keep` of them, or all if there are fewer. */
export function officialSurvivors(judged: readonly OfficialFigures[], keep: number, random: RandomStream): number[] {
  const taken = officialLevels(judged, keep, random).flatMap((level) => level.taken);
  return taken.sort((a, b) => a - b);
}

/** For each level, the k-th fronts of all four sorts. Together they contain every index. */
export function frontsByLevel(judged: readonly OfficialFigures[]): number[][][] {
  const sorts = fourSorts(judged).map(nonDominatedFronts);
  const levels = Math.max(0, ...sorts.map((fronts) => fronts.length));
  return Array.from({ length: levels }, (_, level) => sorts.map((fronts) => fronts[level] ?? []));
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
