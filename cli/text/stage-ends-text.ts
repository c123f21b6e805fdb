// How the stages of a run ended, as lines for people.
import type { EarlyEnd, StageWinner } from '../../control/progress/stage-ends.js';
import { askedCosts, readValues } from '../../domain/search/figures.js';
import { formatCount } from '../../scripts/format.mjs';
import { costTexts } from '../../control/progress/figure-text.js';

/** A line for each stage that ended early. */
export function earlyEndLines(ends: readonly EarlyEnd[]): string[] {
  return ends.map(
    ({ stage, generation, of, withoutGain }) =>
      `${stage} ended early, after generation ${generation} of ${of}: its front did not grow enough in ${formatCount(withoutGain, 'generation')}`,
  );
}

/** A line for each winner whose costs its stage weighed. */
export function winnerLines(winners: readonly StageWinner[]): string[] {
  return winners
    .map((winner) => ({ stage: winner.stage, values: readValues({ ...winner }) }))
    .filter(({ values }) => askedCosts.some((name) => values[name] !== undefined))
    .map(({ stage, values }) => `winner of ${stage}: ${costTexts(values).join(', ')}`);
}
