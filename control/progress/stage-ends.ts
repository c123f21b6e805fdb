// How the stages of a run ended, from its finished steps: early or not, and what their winners cost.
import type { Pipeline } from '../../domain/pipeline.js';
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
 * A stage's winner with its costs: of a pair sums over both networks. `multiplyAdds` and `latencyMs`: where the stage
 * asks for them.
 */
export interface StageWinner {
  readonly stage: string;
  readonly parameters: number;
  readonly multiplyAdds?: number;
  readonly latencyMs?: number;
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
    .map(({ step, numbers: { parameters, multiplyAdds, latencyMs } }) => ({
      stage: phaseOf(step.place),
      parameters: parameters!,
      ...(multiplyAdds === undefined ? {} : { multiplyAdds }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
    }));
}
