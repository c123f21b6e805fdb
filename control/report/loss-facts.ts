// The losses of a run. Steps of training record only means over their segments, so there is nothing finer.
import { ofKind } from '../../domain/steps/kinds.js';
import { parsePlace, phaseOf } from '../../domain/steps/parse-place.js';
import type { StepRecord } from '../../domain/steps/step.js';

export interface SegmentFacts {
  /** A stage's id, or `final`. */
  readonly phase: string;
  /** null: a warm-up, or the final training. */
  readonly generation: number | null;
  /** Iterations of the phase: [from, to). */
  readonly from: number;
  readonly to: number;
  /** Means over the finite steps; null: none was finite. */
  readonly discriminatorLoss: number | null;
  readonly generatorLoss: number | null;
  readonly nonFiniteSteps: number;
}

/** In the order of the records. */
export function lossFacts(records: readonly StepRecord[]): SegmentFacts[] {
  return [...ofKind('trainSegment', records), ...ofKind('trainWinner', records)].map(({ step, numbers }) => ({
    phase: phaseOf(step.place),
    generation: parsePlace(step.place)?.generation ?? null,
    from: step.parameters.from,
    to: step.parameters.to,
    discriminatorLoss: numbers.discriminatorLoss ?? null,
    generatorLoss: numbers.generatorLoss ?? null,
    nonFiniteSteps: numbers.nonFiniteSteps ?? 0,
  }));
}
