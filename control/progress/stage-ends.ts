// How the stages of a run ended, from its finished steps: early or not, and what their winners cost.
import type { Pipeline } from '../../domain/pipeline.js';
import { readValues, recordedCosts, type RecordedCosts } from '../../domain/search/figures.js';
import { generationOf, parsePlace, phaseOf } from '../../domain/steps/parse-place.js';
import type { StepRecord } from '../../domain/steps/step.js';

/** A stage that closed before its last generation, because its front no longer grew. */
export interface EarlyEnd {
  readonly stage: string;
  /** The last generation that it had, counted from 1, and how many there would have been. */
  readonly generation: number;
  readonly of: number;
  /** For so many generations the front had not grown enough. */
  readonly withoutGain: number;
}

/**
 * A stage's winner with its costs: the parameters, and what else the stage asks for. Of a pair, both networks' sums.
 */
export interface StageWinner extends RecordedCosts {
  readonly stage: string;
}

/** In the stages' order. */
export function earlyEnds({ stages }: Pipeline, finished: readonly StepRecord[]): EarlyEnd[] {
  return stages.flatMap(({ id, generations }) =>
    finished
      .filter(({ step, numbers }) => numbers.stoppedEarly !== undefined && parsePlace(step.place)?.stage === id)
      .map(({ step, numbers }) => ({
        stage: id,
        generation: generationOf(step.place)! + 1,
        of: generations,
        withoutGain: numbers.withoutGain!,
      })),
  );
}

/** In the order in which the stages closed. */
export function stageWinners(finished: readonly StepRecord[]): StageWinner[] {
  return finished
    .filter(({ step }) => step.kind === 'closeStage')
    .map(({ step, numbers }) => ({ stage: phaseOf(step.place), ...recordedCosts(readValues(numbers)) }));
}
