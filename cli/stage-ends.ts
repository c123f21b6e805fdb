// How the stages of a run ended, from its finished steps: early or not, and what their winners cost.
import type { Pipeline } from '../domain/pipeline.js';
import type { StepRecord } from '../domain/step.js';
import { costsText } from './progress-text.js';
import { counted, figure } from './words.js';

/** A stage that closed before its last generation, because its front no longer grew. */
export interface EarlyEnd {
  readonly stage: string;
  /** The last generation that it had, counted from 1, and how many there would have been. */
  readonly generation: number;
  readonly of: number;
  /** For so many generations the front had not grown enough. */
  readonly withoutGain: number;
}

/** A stage's winner with its costs: of a pair sums over both networks. `multiplyAdds` and `latencyMs`: where the stage asks for them. */
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
      .filter(({ step, numbers }) => numbers.stoppedEarly !== undefined && step.place.startsWith(`${id}/`))
      .map(({ step, numbers }) => ({
        stage: id,
        generation: Number(/\/gen-(\d+)\//.exec(step.place)![1]) + 1,
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
      stage: step.place.split('/')[0]!,
      parameters: parameters!,
      ...(multiplyAdds === undefined ? {} : { multiplyAdds }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
    }));
}

/** A line for each stage that ended early. */
export function earlyEndLines(ends: readonly EarlyEnd[]): string[] {
  return ends.map(
    ({ stage, generation, of, withoutGain }) =>
      `${stage} ended early, after generation ${generation} of ${of}: its front had not grown enough in ${counted(withoutGain, 'generation')}`,
  );
}

/** A line for each winner whose costs its stage weighed. */
export function winnerLines(winners: readonly StageWinner[]): string[] {
  return winners
    .filter(({ multiplyAdds, latencyMs }) => multiplyAdds !== undefined || latencyMs !== undefined)
    .map(
      ({ stage, parameters, ...costs }) => `winner of ${stage}: ${figure(parameters)} parameters${costsText(costs)}`,
    );
}
