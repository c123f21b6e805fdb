// Selection of one generation: rank, keep survivors, name the best, breed the next population. Also the close of a
// stage.
import type {
  EvaluationArtifact,
  Individual,
  PopulationArtifact,
  RankedIndividual,
  SelectionArtifact,
  WinnerArtifact,
} from '../steps/artifacts.js';
import { breedOffspring } from './breeding.js';
import { unwatched, type BreedingWatch } from './breeding-watch.js';
import { endsEarly, recordHypervolume } from './early-stopping.js';
import { EaganError } from '../errors.js';
import { generationName, streamNames } from '../steps/places.js';
import { bestValues, recordedCosts } from './figures.js';
import { bestOfFront, rankCandidates, valuesOf, type Candidate } from './ranking.js';
import type { CloseStageParameters, SelectParameters } from '../steps/step-parameters.js';
import { stream } from '../stream.js';
import { survivorsOf } from './survival.js';

/**
 * Selects and, unless the stage ends here, breeds. `evaluations` are in the order of the slots. Throws
 * EAGAN_METRICS_UNEQUAL unless all have one protocol.
 */
export function selectGeneration(
  parameters: SelectParameters,
  population: PopulationArtifact,
  evaluations: readonly EvaluationArtifact[],
  seed: number,
  watch: BreedingWatch = unwatched,
): { readonly selection: SelectionArtifact; readonly next: PopulationArtifact | null } {
  assertOneProtocol(evaluations, `${parameters.stage}/${generationName(parameters.generation)}`);
  const ranking = rankCandidates(candidatesOf(population, evaluations, parameters.excluded), parameters);
  const survivors = survivorsOf(parameters, population, ranking, seed);
  const { kind } = parameters.selection;
  const best = bestOfFront(ranking, parameters);
  const { progress, stoppedEarly } = growthOf(parameters, population, ranking);
  const selection: SelectionArtifact = {
    schemaVersion: 1,
    kind: 'selection',
    generation: parameters.generation,
    ranking,
    survivors: survivors.map(({ individual }) => individual.id),
    best: best.individual.id,
    ...(kind === 'nonDominated' ? {} : { rule: kind }),
    ...progress,
    ...(stoppedEarly ? { stoppedEarly } : {}),
  };
  if (parameters.last || stoppedEarly) return { selection, next: null };
  return { selection, next: { ...nextPopulation(parameters, population, survivors, best, seed, watch), ...progress } };
}

/** How the front has grown, and whether the stage ends before its last generation because of that. */
function growthOf(
  parameters: SelectParameters,
  { progress: before = null }: { readonly progress?: PopulationArtifact['progress'] | null },
  ranking: readonly RankedIndividual[],
): { readonly progress: Pick<SelectionArtifact, 'progress'>; readonly stoppedEarly: boolean } {
  const { earlyStopping, last } = parameters;
  if (earlyStopping === undefined) return { progress: {}, stoppedEarly: false };
  const record = recordHypervolume(before, ranking, parameters, earlyStopping);
  return {
    progress: record === null ? {} : { progress: record },
    stoppedEarly: !last && endsEarly(record, earlyStopping),
  };
}

function candidatesOf(
  population: PopulationArtifact,
  evaluations: readonly EvaluationArtifact[],
  excluded: readonly number[],
): Candidate[] {
  return population.individuals.map((individual, slot) => {
    const evaluation = evaluations[slot];
    if (evaluation?.individual !== individual.id) {
      const found = evaluation?.individual ?? 'nothing';
      throw new EaganError(
        'EAGAN_INTERNAL',
        `slot ${slot} must hold the evaluation of ${individual.id} (got ${found})`,
      );
    }
    return { individual, slot, evaluation, lost: evaluation.status !== 'ok' || excluded.includes(slot) };
  });
}

function assertOneProtocol(evaluations: readonly EvaluationArtifact[], generation: string): void {
  const protocols = [...new Set(evaluations.map(({ protocol }) => protocol))];
  if (protocols.length <= 1) return;
  throw new EaganError(
    'EAGAN_METRICS_UNEQUAL',
    `all figures in a selection must have the same protocol (got ${protocols.map((digest) => digest.slice(0, 12)).join(', ')})`,
    `Evaluate all individuals again: eagan resume RUN --from ${generation}`,
  );
}

function nextPopulation(
  parameters: SelectParameters,
  population: PopulationArtifact,
  survivors: readonly RankedIndividual[],
  best: RankedIndividual,
  seed: number,
  watch: BreedingWatch,
): PopulationArtifact {
  const { space, breeding, stage, generation } = parameters;
  const archive = new Set(population.archive);
  const kept = survivors.map(({ individual }) => individual);
  const count = Math.max(0, parameters.population - kept.length);
  const birth = { generation: generation + 1, firstSlot: kept.length, count };
  const random = stream(seed, streamNames.breed(stage, generation));
  const offspring = breedOffspring(space, kept, breeding, archive, birth, random, watch);
  const individuals = [...kept, ...offspring];
  return {
    schemaVersion: 1,
    kind: 'population',
    generation: generation + 1,
    individuals,
    opponentsFrom: opponentsFrom(parameters, individuals, survivors, best),
    archive: [...archive].sort(),
    missingOffspring: count - offspring.length,
  };
}

/**
 * For each slot, the slot whose opponent weights it takes. With resetting: that of the best pair. Without: a survivor
 * keeps its own, an offspring takes its first parent's, and an individual without parents the best pair's. Stages that
 * are not one-to-one have one opponent for all.
 */
function opponentsFrom(
  { pairing, weightResetting }: SelectParameters,
  individuals: readonly Individual[],
  survivors: readonly RankedIndividual[],
  best: RankedIndividual,
): number[] {
  if (pairing !== 'oneToOne') return individuals.map(() => 0);
  if (weightResetting) return individuals.map(() => best.slot);
  const slots = new Map(survivors.map(({ individual, slot }) => [individual.id, slot]));
  return individuals.map(({ id, parents }) => slots.get(id) ?? slots.get(parents[0] ?? '') ?? best.slot);
}

/** The numbers of a select step. If nobody in the generation has figures, the best has none either. */
export function selectionNumbers(selection: SelectionArtifact): Record<string, number> {
  const growth = selection.progress && {
    hypervolume: selection.progress.hypervolume,
    withoutGain: selection.progress.withoutGain,
    ...(selection.stoppedEarly ? { stoppedEarly: 1 } : {}),
  };
  const frontSize = firstFront(selection).length;
  return { ...bestValues(valuesOf(bestOf(selection))), frontSize, ...growth };
}

/** The winner of a stage, from the selection of its last generation. */
export function closeStage({ stage, search }: CloseStageParameters, selection: SelectionArtifact): WinnerArtifact {
  const front = firstFront(selection);
  return { schemaVersion: 1, kind: 'winner', stage, searched: search, winner: bestOf(selection), front };
}

/** The numbers of a closeStage step. */
export function winnerNumbers({ winner, front }: WinnerArtifact): Record<string, number> {
  return { frontSize: front.length, ...recordedCosts(valuesOf(winner)) };
}

/** The ids of the best individual and of the front, best first. */
export function chosenFront(selection: SelectionArtifact): { readonly best: string; readonly front: string[] } {
  return { best: selection.best, front: firstFront(selection).map(({ individual }) => individual.id) };
}

function bestOf({ ranking, best }: SelectionArtifact): RankedIndividual {
  return ranking.find(({ individual }) => individual.id === best)!;
}

function firstFront({ ranking }: SelectionArtifact): RankedIndividual[] {
  return ranking.filter(({ front }) => front === 0);
}
