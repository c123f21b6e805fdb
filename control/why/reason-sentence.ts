// Why an individual survived or was removed, as a sentence.
import type { ExplainedIndividual } from '../../domain/search/explain-selection.js';
import { figureRow } from '../../domain/search/figures.js';
import type { SurvivalReason, WithoutFigures } from '../../domain/search/survival-reasons.js';
import { formatCount, formatNumber } from '../../scripts/format.mjs';

type Because = SurvivalReason['because'];
type Of<B extends Because> = Extract<SurvivalReason, { because: B }>;
type Standing = Pick<ExplainedIndividual, 'front' | 'crowding'>;
type Sentences = { readonly [B in Because]: (reason: Of<B>, standing: Standing) => string };

const sentences: Sentences = {
  roomForAll: () => 'kept: there are places for all individuals with figures',
  front: (_, { front, crowding }) =>
    `kept: front ${front}, ${crowding === null ? 'at an end of it (crowding infinite)' : `crowding ${crowdingText(crowding)}`}`,
  dominated: ({ by, filledBy }, { front }) =>
    `removed: front ${front}, dominated by ${listed(by)}; ${frontsUpTo(filledBy)} filled all places`,
  crowding: ({ last }, { front, crowding }) =>
    `cut from front ${front} by crowding: ${crowdingText(crowding)}, and the last one kept, ${last.individual.id}, has ${crowdingText(last.crowding)}`,
  tie: ({ last, by }, { front }) =>
    `cut from front ${front}: its crowding is that of the last one kept, ${last.individual.id}, which ${by === null ? 'comes first by its name' : `has the better ${figureRow(by).label}`}`,
  noFigures: ({ survived, why, judged }) =>
    survived
      ? `kept without figures (${without[why]}), because only ${formatCount(judged, 'individual')} had some`
      : `removed: it has no figures (${without[why]})`,
  nobodySurvives: () => 'removed: a random search keeps nobody',
  spaceUsedUp: ({ survived, first }) =>
    survived
      ? 'kept: no other genotype of the space is left, and it is the first of the ranking'
      : `removed: no other genotype of the space is left, and only ${first}, the first of the ranking, stays`,
  wonTournament: ({ round, over }) =>
    over.length === 0 ? `kept: alone in tournament ${round}` : `kept: won tournament ${round} against ${listed(over)}`,
  lostTournaments: ({ lost }) =>
    `removed: lost its ${lost.length === 1 ? 'tournament' : 'tournaments'} against ${listed([...new Set(lost.map(({ to }) => to))])}`,
  notDrawn: ({ rounds }) => `removed: drawn for none of ${formatCount(rounds, 'tournament')}`,
  level: ({ level, sorts }) => `kept: in front ${level} by ${listed(sorts)}`,
  levelDraw: ({ survived, level, places, among }) =>
    `${survived ? 'kept: drawn' : 'removed: not drawn'} among the ${among} in front ${level} of the four sorts, of whom ${places} got the places that were left`,
  laterLevel: ({ level, filledBy }) =>
    `removed: in front ${level} at best, and ${frontsUpTo(filledBy)} of the four sorts filled all places`,
};

const without: Readonly<Record<WithoutFigures, string>> = {
  diverged: 'its images are not finite',
  failed: 'its evaluation crashed each time',
  excluded: 'too many of its training steps were not finite',
};

/** For example `cut from front 3 by crowding: 0.12, and the last one kept, g002-i03, has 0.31`. */
export function reasonSentence(reason: SurvivalReason, standing: Standing): string {
  const sentence = sentences[reason.because] as (reason: SurvivalReason, standing: Standing) => string;
  return sentence(reason, standing);
}

/** Crowding for people; null is infinite. */
export const crowdingText = (crowding: number | null): string =>
  crowding === null ? 'infinite' : formatNumber(crowding);

const frontsUpTo = (last: number): string => (last === 1 ? 'front 1' : `fronts 1 to ${last}`);

const longest = 4;

/** `a`, `a and b`, `a, b, c and 5 more`. */
function listed(names: readonly string[]): string {
  const shown = names.length > longest ? [...names.slice(0, longest - 1), `${names.length - longest + 1} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
