// Whether a stage ends early: the hypervolume of its first fronts, and for how many generations it has not grown
// enough.
import type { HypervolumeRecord, RankedIndividual } from '../steps/artifacts.js';
import { hypervolume, referencePoint } from './hypervolume.js';
import type { EarlyStopping, Stage } from '../pipeline.js';
import { minimisedObjectives } from './ranking.js';

/**
 * What a generation's ranking adds to the record of those before it; null while nobody has had figures. The reference
 * is fixed by the first generation in which somebody has. The largest hypervolume is the mark: one that exceeds it by
 * at least `minimumGain` of it (and at all) is the next mark; small gains count together, because the mark stays where
 * it is until they are enough.
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

/** True when as many generations as allowed have brought too little. */
export function endsEarly(record: HypervolumeRecord | null, { generations }: EarlyStopping): boolean {
  return record !== null && record.withoutGain >= generations;
}
