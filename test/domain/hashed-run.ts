// A whole run whose steps give hashes of their keys: whatever can depend on a step does, and nothing else.
import { digestJson, type Digest } from '../../domain/digest.js';
import type { Individual, WinnerArtifact } from '../../domain/steps/artifacts.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { expectedSteps, walkRun, type CurrentPopulation, type FoundStep } from '../../domain/plan/index.js';
import { stepKey, type Step, type StepKind } from '../../domain/steps/step.js';
import type { ForkSource } from '../../domain/runs/fork.js';

const outputNames: Record<StepKind, readonly string[]> = {
  ingest: ['dataset'],
  fitExtractor: ['extractor'],
  referenceStatistics: ['reference'],
  openStage: ['state', 'population'],
  trainSegment: ['state'],
  evaluate: ['evaluation'],
  select: ['selection', 'population'],
  closeStage: ['winner'],
  trainWinner: ['state'],
  scoreWinner: ['score'],
  export: ['manifest'],
};

const numbers = { trainImages: 4000, heldOutImages: 500, frechetDistance: 1 };

function individual(key: Digest, slot: number): Individual {
  return {
    id: `i${slot}`,
    genotype: [[parseInt(key.slice(0, 6), 16), slot]],
    parents: [],
    operator: 'random',
    born: 0,
  };
}

function populationOf({ parameters }: Step, key: Digest): CurrentPopulation {
  const { population, generation = -1 } = parameters as { population: number; generation?: number };
  const individuals = Array.from({ length: population }, (_, slot) => individual(key, slot));
  const opponentsFrom = individuals.map((_, slot) => slot);
  return {
    schemaVersion: 1,
    kind: 'population',
    generation: generation + 1,
    individuals,
    opponentsFrom,
    missingOffspring: 0,
  };
}

/** What a step gives. */
function resultOf(step: Step): FoundStep {
  const key = stepKey(step);
  const breeds = step.kind === 'select' ? !(step.parameters as { last: boolean }).last : step.place !== 'final/open';
  const names = outputNames[step.kind].filter((name) => name !== 'population' || breeds);
  const outputs = Object.fromEntries(names.map((name) => [name, digestJson([key, name])]));
  const found: FoundStep = { outputs, numbers, status: 'ok' };
  if (step.kind === 'closeStage') return { ...found, winner: winnerOf(step, key) };
  return 'population' in outputs ? { ...found, population: populationOf(step, key) } : { ...found, population: null };
}

function winnerOf({ parameters }: Step, key: Digest): WinnerArtifact {
  const { stage, search } = parameters as { stage: string; search: WinnerArtifact['searched'] };
  const figures = { front: 0, crowding: null, status: 'ok', parameters: 1 } as const;
  const winner = { individual: individual(key, 0), slot: 0, ...figures };
  return { schemaVersion: 1, kind: 'winner', stage, searched: search, winner, front: [winner] };
}

export interface HashedRun extends ForkSource {
  /** Steps in the order of a walk. */
  readonly steps: readonly Step[];
}

/** Runs every step, or only those that `isFinished` allows. */
export async function hashedRun(
  pipeline: Pipeline,
  isFinished: (place: string) => boolean = () => true,
): Promise<HashedRun> {
  const images = { contents: null, decoder: null };
  const results = new Map<string, FoundStep>();
  const finished = new Map<string, Digest>();
  const { steps } = await walkRun(pipeline, images, async (step) => {
    if (!isFinished(step.place)) return null;
    results.set(step.place, resultOf(step));
    finished.set(step.place, stepKey(step));
    return results.get(step.place)!;
  });
  const plan = new Set(expectedSteps(pipeline, numbers.trainImages).map(({ place }) => place));
  return { images, pipeline, steps, plan, finished, read: async (place) => results.get(place)! };
}
