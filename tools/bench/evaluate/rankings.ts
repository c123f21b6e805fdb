// How far evaluations agree in ranking a population: recalibrated against shared running statistics, and each against
// itself.
import { kendallTau } from '../../../domain/search/kendall-tau.js';
import type { EvaluationResult } from './measure.js';

type Figure = 'frechetDistance' | 'classifierScore';

export interface Ranking {
  /** What was compared, in words. */
  readonly between: string;
  /** Individuals for which both have figures. */
  readonly individuals: number;
  /** Kendall's τ of the two rankings by each figure; null if all are equal. */
  readonly tau: Readonly<Record<Figure, number | null>>;
}

/** A population evaluated twice with different latents, under each batch norm. */
export interface Evaluations {
  readonly recalibrated: readonly [readonly EvaluationResult[], readonly EvaluationResult[]];
  readonly shared: readonly [readonly EvaluationResult[], readonly EvaluationResult[]];
}

/**
 * The three comparisons. The τ of a ranking with itself under other latents is the most that any other comparison can
 * reach.
 */
export function compareRankings({ recalibrated, shared }: Evaluations): Ranking[] {
  return [
    ranking('recalibrated and shared statistics', recalibrated[0], shared[0]),
    ranking('recalibrated, twice with other latents', ...recalibrated),
    ranking('shared, twice with other latents', ...shared),
  ];
}

function ranking(between: string, a: readonly EvaluationResult[], b: readonly EvaluationResult[]): Ranking {
  const both = a.flatMap((one, i) => (one.frechetDistance === null || b[i]!.frechetDistance === null ? [] : [i]));
  const tau = (figure: Figure): number | null =>
    kendallTau(
      both.map((i) => a[i]![figure]!),
      both.map((i) => b[i]![figure]!),
    );
  return {
    between,
    individuals: both.length,
    tau: { frechetDistance: tau('frechetDistance'), classifierScore: tau('classifierScore') },
  };
}
