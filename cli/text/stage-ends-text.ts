// How the stages of a run ended, as lines for people.
import type { EarlyEnd, StageWinner } from '../../control/progress/stage-ends.js';
import { counted, figure } from '../../terminal/words.js';
import { costsText } from './progress-text.js';

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
