// Turns figures into an order: objectives as vectors to minimise, fronts, crowding, and a fixed way to break ties.
import type { EvaluationArtifact, Individual, RankedIndividual } from '../steps/artifacts.js';
import { EaganError } from '../errors.js';
import {
  figureRow,
  readValues,
  recordedCosts,
  type FigureValues,
  type Objective,
  type RecordedCosts,
} from './figures.js';
import { crowdingDistances, nonDominatedFronts } from './pareto.js';
import type { SelectParameters } from '../steps/step-parameters.js';

/** An individual in its slot, with its evaluation. `lost`: it has no figures to rank by, or is no longer sampled. */
export interface Candidate {
  readonly individual: Individual;
  readonly slot: number;
  readonly evaluation: EvaluationArtifact;
  readonly lost: boolean;
}

type RankedFigures = Pick<RankedIndividual, 'figures' | keyof RecordedCosts>;
type Rules = Pick<SelectParameters, 'objectives' | 'best'>;

/**
 * All candidates, best first: by front, then by crowding, then by the `best` order, then by id. Those that diverged or
 * failed form one last front.
 */
export function rankCandidates(candidates: readonly Candidate[], rules: Rules): RankedIndividual[] {
  const sound = candidates.filter((candidate) => !candidate.lost);
  const points = sound.map(({ evaluation }) => minimisedObjectives(evaluation, rules));
  const fronts = nonDominatedFronts(points);
  const ranked = fronts.flatMap((front, index) => {
    const crowding = crowdingDistances(points, front);
    return front.map((i, position) => asRanked(sound[i]!, index, crowding[position]!));
  });
  const lost = candidates
    .filter((candidate) => candidate.lost)
    .map((candidate) => asRanked(candidate, fronts.length, 0));
  return [...ranked, ...lost].sort((a, b) => a.front - b.front || compareCrowding(a, b) || compareByBest(a, b, rules));
}

/** The best individual of a ranking: within the first front, the first by the `best` order, then by id. */
export function bestOfFront(ranking: readonly RankedIndividual[], rules: Rules): RankedIndividual {
  const front = ranking.filter(({ front }) => front === 0);
  return front.reduce((best, next) => (compareByBest(next, best, rules) < 0 ? next : best));
}

/**
 * An individual's objectives, all to be minimised. They are in the order of their names, because the order in a file
 * must not matter.
 */
export function minimisedObjectives(judged: RankedFigures, { objectives }: Pick<Rules, 'objectives'>): number[] {
  const names = (Object.keys(objectives) as Objective[]).sort();
  return names.map((name) => {
    const value = valueOf(judged, name);
    if (objectives[name] === 'minimize') return value;
    return figureRow(name).maximised === 'reciprocal' ? 1 / value : -value;
  });
}

/** All known values of an individual. */
export const valuesOf = ({ figures, ...costs }: RankedFigures): FigureValues => readValues({ ...figures, ...costs });

type Numbers = Readonly<Record<string, unknown>>;

function valueOf(judged: RankedFigures, objective: Objective): number {
  // Not by valuesOf: rankings of a long search ask millions of times.
  const { recorded } = figureRow(objective);
  const value = (judged.figures as Numbers | undefined)?.[recorded] ?? (judged as unknown as Numbers)[recorded];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const known = valuesOf(judged);
  throw new EaganError(
    'EAGAN_PIPELINE_INVALID',
    `objectives must be figures that the metrics provide: ${Object.keys(known).join(', ')} (got ${objective})`,
    'Name one of these.',
  );
}

function asRanked(
  { individual, slot, evaluation, lost }: Candidate,
  front: number,
  crowding: number,
): RankedIndividual {
  const rank = { individual, slot, front, crowding: Number.isFinite(crowding) ? crowding : null };
  const { figures, status } = evaluation;
  const costs = recordedCosts(valuesOf(evaluation));
  if (lost || figures === undefined) return { ...rank, status: status === 'failed' ? 'failed' : 'diverged', ...costs };
  return { ...rank, status: 'ok', figures, ...costs };
}

const compareCrowding = (a: RankedIndividual, b: RankedIndividual): number => {
  if (a.crowding === b.crowding) return 0;
  return (b.crowding ?? Infinity) - (a.crowding ?? Infinity);
};

function compareByBest(a: RankedIndividual, b: RankedIndividual, { objectives, best }: Rules): number {
  if (a.status === 'ok' && b.status === 'ok') {
    for (const name of best) {
      const difference = valueOf(a, name) - valueOf(b, name);
      const direction = objectives[name] ?? figureRow(name).direction;
      if (difference !== 0) return direction === 'minimize' ? difference : -difference;
    }
  }
  return a.individual.id < b.individual.id ? -1 : 1;
}
