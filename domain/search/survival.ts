// Who survives a generation, by each rule of selection.
import type { PopulationArtifact, RankedIndividual } from '../steps/artifacts.js';
import { officialSurvivors } from './official-selection.js';
import { streamNames } from '../steps/places.js';
import type { SelectionKind, SelectionRule } from './selection-rules.js';
import { stageSpaceSize } from './stage-space.js';
import type { SelectParameters } from '../steps/step-parameters.js';
import { stream, type RandomStream } from '../stream.js';
import { tournamentSurvivors } from './tournament.js';

/** Who can survive, and what decides it. */
interface Contest {
  /** All individuals, best first; those without figures are the last. */
  readonly ranking: readonly RankedIndividual[];
  readonly count: number;
  /** For rules by which chance decides. */
  readonly random: RandomStream;
  readonly isUsedUp: () => boolean;
}

type RuleOf<Kind extends SelectionKind> = Extract<SelectionRule, { kind: Kind }>;
type Survival<Rule> = (contest: Contest, rule: Rule) => RankedIndividual[];

/** One function a rule of selection. */
const rules: { readonly [Kind in SelectionKind]: Survival<RuleOf<Kind>> } = {
  nonDominated: ({ ranking, count }) => ranking.slice(0, count),
  random: ({ ranking, isUsedUp }) => ranking.slice(0, isUsedUp() ? 1 : 0),
  officialRepo: drawn((judged, { count, random }) => officialSurvivors(judged.map(officialFigures), count, random)),
  tournament: drawn((judged, { count, random }, { size }) => tournamentSurvivors(judged.length, count, size, random)),
};

/** The survivors in the order of the ranking. */
export function survivorsOf(
  parameters: SelectParameters,
  population: PopulationArtifact,
  ranking: readonly RankedIndividual[],
  seed: number,
): RankedIndividual[] {
  const { selection: rule } = parameters;
  const survivors = rules[rule.kind] as Survival<SelectionRule>;
  const contest: Contest = {
    ranking,
    count: survivorCount(parameters, ranking.length),
    random: stream(seed, streamNames.select(parameters.stage, parameters.generation)),
    isUsedUp: () => isUsedUp(parameters, population),
  };
  return survivors(contest, rule);
}

/** Chance decides among those with figures; the others survive only where these are too few. */
function drawn<Rule>(
  choose: (judged: readonly RankedIndividual[], contest: Contest, rule: Rule) => number[],
): Survival<Rule> {
  return (contest, rule) => {
    // Those without figures are last in the ranking, so that indices of `judged` are indices of the ranking.
    const judged = contest.ranking.filter(({ figures }) => figures !== undefined);
    const chosen = choose(judged, contest, rule).map((index) => contest.ranking[index]!);
    return [...chosen, ...contest.ranking.slice(judged.length)].slice(0, contest.count);
  };
}

const officialFigures = ({
  figures,
  parameters,
}: RankedIndividual): Parameters<typeof officialSurvivors>[0][number] => ({
  score: figures!.classifierScore,
  distance: figures!.frechetDistance,
  parameters,
});

/**
 * True when no genotype of the space is new to the stage. Then random search keeps the first of its ranking, because a
 * generation needs somebody.
 */
function isUsedUp({ space }: SelectParameters, { archive }: PopulationArtifact): boolean {
  return BigInt(archive.length) >= stageSpaceSize(space);
}

/** How many survive: the pipeline's share of the population, rounded up; at least one, at most all who are there. */
export function survivorCount(
  { population, breeding }: Pick<SelectParameters, 'population' | 'breeding'>,
  present: number,
): number {
  // 0.28 × 25 is a hair above 7 in binary; without the allowance it would round up to 8.
  const share = Math.ceil(population * breeding.survivors - 1e-9);
  return Math.min(present, Math.max(1, share));
}
