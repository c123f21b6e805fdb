// A whole run whose steps give hashes of their keys. Results depend on the steps before them, and on nothing else.
import { digestJson, type Digest } from '../../domain/digest.js';
import type { Individual, WinnerArtifact } from '../../domain/steps/artifacts.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { expectedSteps, walkRun, type CurrentPopulation, type FoundStep } from '../../domain/plan/index.js';
import { factsOf, type Step } from '../../domain/steps/kinds.js';
import { stepKey } from '../../domain/steps/step.js';
import type { ForkSource } from '../../domain/runs/fork.js';

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

function populationOf(population: number, generation: number, key: Digest): CurrentPopulation {
  const individuals = Array.from({ length: population }, (_, slot) => individual(key, slot));
  const opponentsFrom = individuals.map((_, slot) => slot);
  return {
    schemaVersion: 1,
    kind: 'population',
    generation,
    individuals,
    opponentsFrom,
    missingOffspring: 0,
  };
}

/** The result of a step. */
function resultOf(step: Step): FoundStep {
  const key = stepKey(step);
  const population = bred(step, key);
  const names = Object.keys(factsOf(step.kind).outputs).filter((name) => name !== 'population' || population !== null);
  const outputs = Object.fromEntries(names.map((name) => [name, digestJson([key, name])]));
  const found: FoundStep = { outputs, numbers, status: 'ok' };
  return step.kind === 'closeStage' ? { ...found, winner: winnerOf(step, key) } : { ...found, population };
}

/** The population in the result of a step; null: it has none. */
function bred(step: Step, key: Digest): CurrentPopulation | null {
  if (step.kind === 'openStage' && 'population' in step.parameters)
    return populationOf(step.parameters.population, 0, key);
  if (step.kind !== 'select' || step.parameters.last) return null;
  return populationOf(step.parameters.population, step.parameters.generation + 1, key);
}

function winnerOf({ parameters: { stage, search } }: Step<'closeStage'>, key: Digest): WinnerArtifact {
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
  const plan = new Set((await expectedSteps(pipeline, numbers.trainImages)).map(({ place }) => place));
  return { images, pipeline, steps, plan, finished, read: async (place) => results.get(place)! };
}
