// A small frozen pipeline for the pure tests, and changes to it.
import type { Budget, Genotype, Pipeline, Stage, Training } from '../../domain/pipeline.js';
import { fullSpace } from '../../domain/search/search-space.js';
import type { Individual, PopulationArtifact } from '../../domain/steps/artifacts.js';
import type { SelectParameters } from '../../domain/steps/step-parameters.js';

const adam = { kind: 'adam', learningRate: 2e-4, betas: [0, 0.9] } as const;

export const training: Training = {
  loss: 'hinge',
  batch: { discriminator: 20, generator: 40 },
  discriminatorSteps: 1,
  optimizers: { generator: adam, discriminator: adam },
  gradientClipping: null,
  segmentIterations: 25,
  divergenceLimit: 3,
};

export const generatorStage: Stage = {
  id: 'generator',
  search: 'generator',
  pairing: 'manyToOne',
  weightResetting: false,
  opponent: { from: 'builtin', genotype: 'autogan' },
  spaces: { generator: 'eagan-generator' },
  population: 6,
  generations: 2,
  warmup: { steps: 40 },
  duration: { steps: 60 },
  breeding: { survivors: 0.5, crossover: 0.3, mutation: 0.5 },
  selection: { kind: 'nonDominated' },
  objectives: { frechetDistance: 'minimize', classifierScore: 'maximize', parameters: 'minimize' },
  best: ['frechetDistance', 'classifierScore', 'parameters'],
  evaluation: { images: 500, batchNorm: 'recalibrated' },
  earlyStopping: null,
  budget: null,
  training,
};

export const discriminatorStage: Stage = {
  ...generatorStage,
  id: 'discriminator',
  search: 'discriminator',
  pairing: 'oneToOne',
  weightResetting: true,
  opponent: { from: 'stage', stage: 'generator' },
  spaces: { discriminator: 'eagan-discriminator' },
};

/** Generators and discriminators at once. */
export const coupledStage: Stage = {
  ...generatorStage,
  id: 'coupled',
  search: 'both',
  pairing: 'coupled',
  opponent: null,
  spaces: { generator: 'eagan-generator', discriminator: 'eagan-discriminator' },
};

/** A budget with these limits and no other. */
export const budgetOf = (limits: Partial<Budget>): Budget => ({
  deviceMs: null,
  wallMs: null,
  candidates: null,
  ...limits,
});

/** An individual of a first population. */
export const individualOf = (id: string, genotype: Genotype): Individual => ({
  id,
  genotype,
  parents: [],
  operator: 'random',
  born: 0,
});

/** The slots of these individuals in a population. */
export const slotsIn = ({ individuals }: PopulationArtifact, ids: readonly string[]): number[] =>
  ids.map((id) => individuals.findIndex((one) => one.id === id));

/** The selection after the first generation of `generatorStage`. */
export const selectParameters: SelectParameters = {
  stage: 'generator',
  generation: 0,
  search: 'generator',
  space: fullSpace('generator'),
  last: false,
  population: 6,
  objectives: generatorStage.objectives,
  best: generatorStage.best,
  selection: generatorStage.selection,
  breeding: generatorStage.breeding,
  weightResetting: false,
  pairing: 'manyToOne',
  excluded: [],
};

/** A pipeline with these stages, otherwise the quickstart's. */
export function pipelineOf(stages: readonly Stage[], changes: Partial<Pipeline> = {}): Pipeline {
  return {
    version: 1,
    name: 'test',
    seed: 1,
    dataset: { kind: 'shapes', images: 4000, size: 32 },
    networks: {
      generator: { channels: 16, latent: 120 },
      discriminator: { channels: 16 },
    },
    searchSpaces: {},
    metrics: {
      seed: 0,
      images: 500,
      extractor: { kind: 'classifier', epochs: 2, features: 64, learningRate: 1e-3, batch: 64, minimumAccuracy: 0.95 },
      latency: null,
    },
    resources: { train: { threads: 2 }, evaluate: { threads: 1 }, slots: null },
    recovery: { everyMs: 60_000, onMismatch: 'stop' },
    retention: { lastStates: 2, generationBoundaries: true, winners: true },
    budget: null,
    stages,
    finalTraining: {
      duration: { steps: 200 },
      networks: { generator: null, discriminator: null },
      training,
      ema: { decay: 0.999 },
      images: 500,
      scoreEvery: null,
    },
    ...changes,
  };
}
