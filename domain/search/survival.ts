// Who survives a generation, by each rule of selection: indices of its ranking, ascending.
import type { PopulationArtifact, RankedIndividual } from '../steps/artifacts.js';
import { officialSurvivors } from './official-selection.js';
import { streamNames } from '../steps/places.js';
import { stageSpaceSize } from './stage-space.js';
import type { SelectParameters } from '../steps/step-parameters.js';
import { stream } from '../stream.js';
import { tournamentSurvivors } from './tournament.js';

/**
 * The survivors in the order of the ranking. Where chance decides, those without figures survive only where the others
 * are too few.
 */
export function survivorsOf(
  parameters: SelectParameters,
  population: PopulationArtifact,
  ranking: readonly RankedIndividual[],
  seed: number,
): RankedIndividual[] {
  const { selection: rule } = parameters;
  const count = survivorCount(parameters, ranking.length);
  if (rule.kind === 'random') return ranking.slice(0, isUsedUp(parameters, population) ? 1 : 0);
  if (rule.kind === 'nonDominated') return ranking.slice(0, count);
  // The ranking has those without figures last, so that indices of `judged` are indices of the ranking.
  const judged = ranking.filter(({ figures }) => figures !== undefined);
  const random = stream(seed, streamNames.select(parameters.stage, parameters.generation));
  const chosen =
    rule.kind === 'tournament'
      ? tournamentSurvivors(judged.length, count, rule.size, random)
      : officialSurvivors(judged.map(officialFigures), count, random);
  return [...chosen.map((index) => ranking[index]!), ...ranking.slice(judged.length)].slice(0, count);
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
 * True when no genotype of the space is new to the stage. Then random search keeps the first of its ranking: a
 * generation needs somebody.
 */
function isUsedUp({ space }: SelectParameters, { archive }: PopulationArtifact): boolean {
  return BigInt(archive.length) >= stageSpaceSize(space);
}

/**
 * How many survive: the pipeline's share of the population, rounded up, at least one and at most those that are there.
 */
export function survivorCount(
  { population, breeding }: Pick<SelectParameters, 'population' | 'breeding'>,
  present: number,
): number {
  // 0.28 × 25 is a hair above 7 in binary; without the allowance it would round up to 8.
  const share = Math.ceil(population * breeding.survivors - 1e-9);
  return Math.min(present, Math.max(1, share));
}
