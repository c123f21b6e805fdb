// Who survives a generation, for each rule of selection.
import type { PopulationArtifact, RankedIndividual } from '../steps/artifacts.js';
import { distanceIn, scoreIn } from './figures.js';
import { officialSurvivors } from './official-selection.js';
import { streamNames } from '../steps/places.js';
import type { SelectionKind, SelectionRule } from './selection-rules.js';
import { selectionRow } from './selection-rules.js';
import { stageSpaceSize } from './stage-space.js';
import type { SelectParameters } from '../steps/step-parameters.js';
import { stream, type RandomStream } from '../stream.js';
import { tournamentSurvivors } from './tournament.js';

/** What a rule chooses from, and what it needs in order to choose. */
export interface Contest {
  /** All individuals, best first; those without figures come last. */
  readonly ranking: readonly RankedIndividual[];
  readonly count: number;
  /** For rules that choose at random. */
  readonly random: RandomStream;
  readonly isUsedUp: () => boolean;
}

export type RuleOf<Kind extends SelectionKind> = Extract<SelectionRule, { kind: Kind }>;
type Survival<Rule> = (contest: Contest, rule: Rule) => RankedIndividual[];

/** One function for each rule of selection. */
const rules: { readonly [Kind in SelectionKind]: Survival<RuleOf<Kind>> } = {
  nonDominated: ({ ranking, count }) => ranking.slice(0, count),
  random: ({ ranking, isUsedUp }) => ranking.slice(0, isUsedUp() ? 1 : 0),
  officialRepo: drawn((judged, { count, random }) => officialSurvivors(judged.map(officialFigures), count, random)),
  tournament: drawn((judged, { count, random }, { size }) => tournamentSurvivors(judged.length, count, size, random)),
};

/** The survivors, in the order of the ranking. */
export function survivorsOf(
  parameters: SelectParameters,
  population: PopulationArtifact,
  ranking: readonly RankedIndividual[],
  seed: number,
): RankedIndividual[] {
  const { selection: rule } = parameters;
  selectionRow(rule.kind); // throws for a rule that there is not
  const survivors = rules[rule.kind] as Survival<SelectionRule>;
  return survivors(contestOf(parameters, population, ranking, seed), rule);
}

/** The contest of a generation, with its stream at the start. */
export function contestOf(
  parameters: SelectParameters,
  population: PopulationArtifact,
  ranking: readonly RankedIndividual[],
  seed: number,
): Contest {
  return {
    ranking,
    count: survivorCount(parameters, ranking.length),
    random: stream(seed, streamNames.select(parameters.stage, parameters.generation)),
    isUsedUp: () => isUsedUp(parameters, population),
  };
}

/** A rule that chooses at random among individuals with figures. The others survive only if these are too few. */
function drawn<Rule>(
  choose: (judged: readonly RankedIndividual[], contest: Contest, rule: Rule) => number[],
): Survival<Rule> {
  return (contest, rule) => {
    // Individuals without figures come last in the ranking, so indices of `judged` are also indices of the ranking.
    const judged = contest.ranking.filter(({ figures }) => figures !== undefined);
    const chosen = choose(judged, contest, rule).map((index) => contest.ranking[index]!);
    return [...chosen, ...contest.ranking.slice(judged.length)].slice(0, contest.count);
  };
}

/** The values that the published script's rule compares. */
export const officialFigures = ({
  figures,
  parameters,
}: RankedIndividual): Parameters<typeof officialSurvivors>[0][number] => ({
  score: scoreIn(figures!)!,
  distance: distanceIn(figures!)!,
  parameters,
});

/**
 * True when the stage has tried every genotype of the space. Random search then keeps the first of its ranking, because
 * a generation needs somebody.
 */
function isUsedUp({ space }: SelectParameters, { archive }: PopulationArtifact): boolean {
  return BigInt(archive.length) >= stageSpaceSize(space);
}

/**
 * Number of survivors: the pipeline's share of the population, rounded up; at least one, at most all who are present.
 */
export function survivorCount(
  { population, breeding }: Pick<SelectParameters, 'population' | 'breeding'>,
  present: number,
): number {
  // 0.28 × 25 is slightly above 7 in binary. Without the allowance it would be rounded up to 8.
  const share = Math.ceil(population * breeding.survivors - 1e-9);
  return Math.min(present, Math.max(1, share));
}
