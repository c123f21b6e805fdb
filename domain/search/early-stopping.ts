// Decides whether a stage ends early: the hypervolume of the first front of each generation, and for how many
// generations it has not grown enough.
import type { HypervolumeRecord, RankedIndividual } from '../steps/artifacts.js';
import { hypervolume, referencePoint } from './hypervolume.js';
import type { EarlyStopping, Stage } from '../pipeline.js';
import { minimisedObjectives } from './ranking.js';

/**
 * The record after one more generation; null while nobody has had figures. The first generation in which somebody has
 * figures fixes the reference point. `mark` is the hypervolume to exceed: one that is larger, by at least `minimumGain`
 * of the mark, becomes the next mark. Small gains add up, because the mark stays until they are enough.
 */
export function recordHypervolume(
  before: HypervolumeRecord | null,
  ranking: readonly RankedIndividual[],
  { objectives }: Pick<Stage, 'objectives'>,
  { minimumGain }: EarlyStopping,
): HypervolumeRecord | null {
  const judged = ranking.filter(({ status }) => status === 'ok');
  if (before === null && judged.length === 0) return null;
  const pointsOf = (of: readonly RankedIndividual[]): number[][] =>
    of.map((individual) => minimisedObjectives(individual, { objectives }));
  const reference = before?.reference ?? referencePoint(pointsOf(judged));
  const now = hypervolume(pointsOf(judged.filter(({ front }) => front === 0)), reference);
  if (before === null) return { reference, hypervolume: now, mark: now, withoutGain: 0 };
  const grown = now > before.mark && now - before.mark >= minimumGain * before.mark;
  return {
    reference,
    hypervolume: now,
    ...(grown ? { mark: now, withoutGain: 0 } : { mark: before.mark, withoutGain: before.withoutGain + 1 }),
  };
}

/** True when the hypervolume has not grown enough for the allowed number of generations. */
export function endsEarly(record: HypervolumeRecord | null, { generations }: EarlyStopping): boolean {
  return record !== null && record.withoutGain >= generations;
}
