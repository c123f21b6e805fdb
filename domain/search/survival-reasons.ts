// Why an individual survived its generation or was removed: one function for each rule of selection. survival.ts
// decides; this explains. Each runs the rule's own code on the rule's own stream again.
import type { PopulationArtifact, RankedIndividual } from '../steps/artifacts.js';
import type { SelectParameters } from '../steps/step-parameters.js';
import type { Objective } from './figures.js';
import { frontsByLevel, officialLevels, officialSorts } from './official-selection.js';
import { dominates } from './pareto.js';
import { minimisedObjectives, valuesOf } from './ranking.js';
import type { SelectionKind } from './selection-rules.js';
import { contestOf, officialFigures, type Contest, type RuleOf } from './survival.js';
import { tournamentRounds } from './tournament.js';

/** Why an individual has no figures to be ranked by. `excluded`: too many of its training steps were not finite. */
export type WithoutFigures = 'diverged' | 'failed' | 'excluded';

/** Fronts, levels and tournaments are counted from 1. */
export type SurvivalReason =
  /** There are as many places as individuals, or as individuals with figures. */
  | { readonly because: 'roomForAll'; readonly survived: true }
  | { readonly because: 'front'; readonly survived: true }
  | {
      readonly because: 'dominated';
      readonly survived: false;
      readonly by: readonly string[];
      readonly filledBy: number;
    }
  /** Its front had too few places left. `last`: the last individual that got one. */
  | { readonly because: 'crowding'; readonly survived: false; readonly last: RankedIndividual }
  /** The same with equal crowding: a figure decided, or (null) the order of the ids. */
  | {
      readonly because: 'tie';
      readonly survived: false;
      readonly last: RankedIndividual;
      readonly by: Objective | null;
    }
  | { readonly because: 'noFigures'; readonly survived: boolean; readonly why: WithoutFigures; readonly judged: number }
  | { readonly because: 'nobodySurvives'; readonly survived: false }
  /** Random search keeps the first of the ranking when no genotype is left. */
  | { readonly because: 'spaceUsedUp'; readonly survived: boolean; readonly first: string }
  | {
      readonly because: 'wonTournament';
      readonly survived: true;
      readonly round: number;
      readonly over: readonly string[];
    }
  | { readonly because: 'lostTournaments'; readonly survived: false; readonly lost: readonly LostTournament[] }
  | { readonly because: 'notDrawn'; readonly survived: false; readonly rounds: number }
  | { readonly because: 'level'; readonly survived: true; readonly level: number; readonly sorts: readonly string[] }
  /** Its level had more members than places, and chance decided. */
  | ({ readonly because: 'levelDraw'; readonly survived: boolean; readonly level: number } & Draw)
  | { readonly because: 'laterLevel'; readonly survived: false; readonly level: number; readonly filledBy: number };

interface Draw {
  readonly places: number;
  readonly among: number;
}

interface LostTournament {
  readonly round: number;
  readonly to: string;
}

/** The individual at an index of the ranking, in a contest that has been decided. */
interface Case {
  readonly index: number;
  readonly survived: boolean;
}

type Parameters = Pick<SelectParameters, 'objectives' | 'best'>;
type Reasoning<Rule> = (contest: Contest, rule: Rule, parameters: Parameters) => (of: Case) => SurvivalReason;

const reasoning: { readonly [Kind in SelectionKind]: Reasoning<RuleOf<Kind>> } = {
  nonDominated: (contest, _, parameters) => (of) => byRank(contest, of, parameters),
  random:
    ({ ranking, isUsedUp }) =>
    ({ survived }) =>
      isUsedUp()
        ? { because: 'spaceUsedUp', survived, first: idOf(ranking[0]!) }
        : { because: 'nobodySurvives', survived: false },
  officialRepo({ ranking, count, random }) {
    const judged = judgedOf(ranking).map(officialFigures);
    const levels = officialLevels(judged, count, random);
    const fronts = frontsByLevel(judged);
    return ({ index }) => {
      const at = levels.findIndex(({ pool }) => pool.includes(index));
      const level = levels[at];
      if (level === undefined) {
        const first = fronts.findIndex((sorts) => sorts.some((front) => front.includes(index)));
        return { because: 'laterLevel', survived: false, level: first + 1, filledBy: levels.length };
      }
      const survived = level.taken.includes(index);
      if (level.taken.length < level.pool.length)
        return { because: 'levelDraw', survived, level: at + 1, places: level.taken.length, among: level.pool.length };
      const sorts = officialSorts.filter((__, sort) => level.fronts[sort]!.includes(index));
      return { because: 'level', survived: true, level: at + 1, sorts };
    };
  },
  tournament({ ranking, count, random }, { size }) {
    const rounds = tournamentRounds(judgedOf(ranking).length, count, size, random);
    return ({ index }) => {
      const won = rounds.findIndex(({ winner }) => winner === index);
      if (won >= 0) {
        const over = rounds[won]!.drawn.filter((rank) => rank !== index).sort((a, b) => a - b);
        return {
          because: 'wonTournament',
          survived: true,
          round: won + 1,
          over: over.map((rank) => idOf(ranking[rank]!)),
        };
      }
      const lost = rounds.flatMap(({ drawn, winner }, round): LostTournament[] =>
        drawn.includes(index) ? [{ round: round + 1, to: idOf(ranking[winner]!) }] : [],
      );
      if (lost.length === 0) return { because: 'notDrawn', survived: false, rounds: rounds.length };
      return { because: 'lostTournaments', survived: false, lost };
    };
  },
};

/** The reason for each individual of a generation, by id. `survivors`: whom the rule kept. */
export function survivalReasons(
  parameters: SelectParameters,
  population: PopulationArtifact,
  ranking: readonly RankedIndividual[],
  survivors: ReadonlySet<string>,
  seed: number,
): Map<string, SurvivalReason> {
  const contest = contestOf(parameters, population, ranking, seed);
  const rule = parameters.selection;
  const ofRule = (reasoning[rule.kind] as Reasoning<typeof rule>)(contest, rule, parameters);
  const judged = judgedOf(ranking).length;
  const reasonOf = (individual: RankedIndividual, index: number): SurvivalReason => {
    const survived = survivors.has(idOf(individual));
    if (rule.kind === 'random') return ofRule({ index, survived });
    if (individual.status !== 'ok')
      return { because: 'noFigures', survived, why: withoutFigures(individual, parameters), judged };
    return judged <= contest.count ? { because: 'roomForAll', survived: true } : ofRule({ index, survived });
  };
  return new Map(ranking.map((individual, index) => [idOf(individual), reasonOf(individual, index)]));
}

function withoutFigures({ status, slot }: RankedIndividual, { excluded }: SelectParameters): WithoutFigures {
  if (status === 'failed') return 'failed';
  return excluded.includes(slot) ? 'excluded' : 'diverged';
}

/** Ids of the individuals that dominate one, best first; none for an individual without figures. */
export function dominatorsOf(
  ranking: readonly RankedIndividual[],
  individual: RankedIndividual,
  rules: Pick<SelectParameters, 'objectives'>,
): string[] {
  if (individual.status !== 'ok') return [];
  const own = minimisedObjectives(individual, rules);
  return judgedOf(ranking)
    .filter((other) => dominates(minimisedObjectives(other, rules), own))
    .map(idOf);
}

function byRank({ ranking, count }: Contest, { index }: Case, parameters: Parameters): SurvivalReason {
  if (index < count) return { because: 'front', survived: true };
  const [individual, last] = [ranking[index]!, ranking[count - 1]!];
  if (individual.front !== last.front) {
    const by = dominatorsOf(ranking, individual, parameters);
    return { because: 'dominated', survived: false, by, filledBy: last.front + 1 };
  }
  if (individual.crowding !== last.crowding) return { because: 'crowding', survived: false, last };
  return { because: 'tie', survived: false, last, by: decidingFigure(individual, last, parameters) };
}

/** The first figure of the `best` order in which two individuals differ. */
function decidingFigure(a: RankedIndividual, b: RankedIndividual, { best }: Parameters): Objective | null {
  const [ours, theirs] = [valuesOf(a), valuesOf(b)];
  const differ = (name: Objective): boolean => ours[name] !== theirs[name];
  return best.find(differ) ?? null;
}

const judgedOf = (ranking: readonly RankedIndividual[]): RankedIndividual[] =>
  ranking.filter(({ status }) => status === 'ok');

const idOf = ({ individual }: RankedIndividual): string => individual.id;
