// Fills in defaults: the program's ← training and stageDefaults ← the stage. The only place that makes a Pipeline.
import type { Adam, Dataset, Objective, Pipeline, Stage, Training } from '../domain/pipeline.js';
import { defaultRetention } from '../domain/retention.js';
import type {
  RawAdam,
  RawDataset,
  RawExtractor,
  RawPipeline,
  RawStage,
  RawStageSettings,
  RawTraining,
} from './raw-pipeline.js';

const defaultAdam: Adam = { kind: 'adam', learningRate: 2e-4, betas: [0, 0.9] };

/** The paper's figures, and the scripts' where the paper prints none or where the batch sizes differ (reference: algorithm). */
const defaultTraining: Training = {
  loss: 'hinge',
  batch: { discriminator: 40, generator: 80 },
  discriminatorSteps: 1,
  optimizers: { generator: defaultAdam, discriminator: defaultAdam },
  gradientClipping: null,
  segmentIterations: 500,
  divergenceLimit: 10,
};

const defaultImages = 5000;
const defaultObjectives = { frechetDistance: 'minimize', classifierScore: 'maximize', parameters: 'minimize' } as const;
/** The winner has the lowest distance; ties break on the score, then size (reference: algorithm). */
const winnerOrder: readonly Objective[] = ['frechetDistance', 'fid', 'classifierScore', 'inceptionScore', 'parameters'];
/** Labels of a person's own folder may be hard: there the floor only keeps out an extractor that learned nothing. */
const defaultAccuracy = { shapes: 0.95, imageFolder: 0.3 } as const;

/** The frozen pipeline of a valid file. `folder` resolves a relative data set path. */
export function completePipeline(raw: RawPipeline, resolvePath: (path: string) => string): Pipeline {
  const training = mergeTraining(defaultTraining, raw.training);
  const images = raw.metrics?.images ?? defaultImages;
  return deepFreeze({
    version: raw.version,
    name: raw.name,
    seed: raw.seed ?? 1,
    dataset: completeDataset(raw.dataset, resolvePath),
    networks: completeNetworks(raw.networks),
    metrics: {
      seed: raw.metrics?.seed ?? 0,
      images,
      extractor: completeExtractor(raw.metrics?.extractor, raw.dataset.kind),
    },
    resources: {
      train: { threads: raw.resources?.train?.threads ?? 2 },
      evaluate: { threads: raw.resources?.evaluate?.threads ?? 1 },
      slots: raw.resources?.slots ?? null,
    },
    recovery: {
      everyMs: durationToMs(raw.recovery?.every ?? '60s'),
      onMismatch: raw.recovery?.onMismatch ?? 'stop',
    },
    retention: {
      lastStates: raw.retention?.lastStates ?? defaultRetention.lastStates,
      generationBoundaries: raw.retention?.generationBoundaries ?? defaultRetention.generationBoundaries,
      winners: raw.retention?.winners ?? defaultRetention.winners,
    },
    stages: raw.stages.map((stage) => completeStage(stage, raw.stageDefaults ?? {}, training, images)),
    finalTraining: {
      duration: raw.finalTraining.duration,
      training: mergeTraining(training, raw.finalTraining.training),
      ema: { decay: raw.finalTraining.ema?.decay ?? 0.999 },
      images: raw.finalTraining.images ?? images,
      scoreEvery: raw.finalTraining.scoreEvery ?? null,
    },
  });
}

function completeDataset(raw: RawDataset, resolvePath: (path: string) => string): Dataset {
  const size = raw.size ?? 32;
  if (raw.kind === 'shapes') return { kind: 'shapes', images: raw.images, size };
  const { kind, images = null, unreadable = 'fail' } = raw;
  return { kind, path: resolvePath(raw.path), size, images, unreadable };
}

function completeNetworks({ generator, discriminator }: RawPipeline['networks']): Pipeline['networks'] {
  return {
    generator: {
      space: generator.space ?? 'eagan-generator',
      channels: generator.channels,
      latent: generator.latent ?? 120,
    },
    discriminator: { space: discriminator.space ?? 'eagan-discriminator', channels: discriminator.channels },
  };
}

function completeExtractor(
  raw: Partial<RawExtractor> = {},
  dataset: Dataset['kind'],
): Pipeline['metrics']['extractor'] {
  return {
    kind: 'classifier',
    epochs: raw.epochs ?? 4,
    features: raw.features ?? 64,
    learningRate: raw.learningRate ?? 4e-3,
    batch: raw.batch ?? 20,
    minimumAccuracy: raw.minimumAccuracy ?? defaultAccuracy[dataset],
  };
}

/** Objects of breeding, evaluation and training merge key by key; everything else of the stage replaces the default. */
function completeStage(raw: RawStage, defaults: RawStageSettings, training: Training, images: number): Stage {
  const objectives = raw.objectives ?? defaults.objectives ?? defaultObjectives;
  return {
    id: raw.id,
    search: raw.search,
    pairing: raw.pairing,
    weightResetting: raw.pairing === 'oneToOne' && (raw.weightResetting ?? true),
    opponent: raw.opponent,
    population: raw.population ?? defaults.population ?? 32,
    generations: raw.generations ?? defaults.generations ?? 18,
    warmup: raw.warmup ?? defaults.warmup ?? { epochs: 50 },
    duration: raw.duration ?? defaults.duration ?? { epochs: 10 },
    breeding: { survivors: 0.5, crossover: 0.3, mutation: 0.5, ...defaults.breeding, ...raw.breeding },
    selection: raw.selection ?? defaults.selection ?? { kind: 'nonDominated' },
    objectives,
    best: raw.best ?? defaults.best ?? winnerOrder.filter((name) => name in objectives),
    evaluation: { images, batchNorm: 'recalibrated', ...defaults.evaluation, ...raw.evaluation },
    training: mergeTraining(mergeTraining(training, defaults.training), raw.training),
  };
}

function mergeTraining(base: Training, raw: RawTraining = {}): Training {
  return {
    ...base,
    ...raw,
    batch: { ...base.batch, ...raw.batch },
    optimizers: {
      generator: mergeAdam(base.optimizers.generator, raw.optimizers?.generator),
      discriminator: mergeAdam(base.optimizers.discriminator, raw.optimizers?.discriminator),
    },
  };
}

const mergeAdam = (base: Adam, raw?: RawAdam): Adam => ({ ...base, ...raw });

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `60s` in milliseconds; the schema has checked the form. */
function durationToMs(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h)$/.exec(text)!;
  return Number(count) * unitMs[unit!]!;
}

/** Freezes a value and all below; copies first, so that nothing of the raw values is shared. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map((item) => deepFreeze(item as unknown))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepFreeze(item as unknown)]));
  return Object.freeze(copy) as T;
}
