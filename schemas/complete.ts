// Fills in defaults: the program's ← training and stageDefaults ← the stage. The only place that makes a Pipeline.
import { defineSpace, geneOf } from '../domain/define-space.js';
import { EaganError } from '../domain/errors.js';
import { genes } from '../domain/genotype.js';
import { omit } from '../domain/omit.js';
import type {
  Adam,
  Budget,
  Dataset,
  Genotype,
  LatencyTable,
  NetworkName,
  Objective,
  Opponent,
  Pipeline,
  SelectionRule,
  Stage,
  Training,
} from '../domain/pipeline.js';
import { defaultRetention } from '../domain/retention.js';
import type {
  RawAdam,
  RawBudget,
  RawDataset,
  RawExtractor,
  RawOpponent,
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
const winnerOrder: readonly Objective[] = [
  'frechetDistance',
  'fid',
  'classifierScore',
  'inceptionScore',
  'parameters',
  'multiplyAdds',
  'latency',
];
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
    searchSpaces: completeSpaces(raw.searchSpaces),
    metrics: {
      seed: raw.metrics?.seed ?? 0,
      images,
      extractor: completeExtractor(raw.metrics?.extractor, raw.dataset.kind),
      latency: completeLatency(raw.metrics?.latency),
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
    budget: completeBudget(raw.budget),
    stages: raw.stages.map((stage) => completeStage(stage, raw, training, images)),
    finalTraining: {
      duration: raw.finalTraining.duration,
      networks: {
        generator: completeOpponent(raw.finalTraining.networks?.generator, 'generator'),
        discriminator: completeOpponent(raw.finalTraining.networks?.discriminator, 'discriminator'),
      },
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
    generator: { channels: generator.channels, latent: generator.latent ?? 120 },
    discriminator: { channels: discriminator.channels },
  };
}

function completeSpaces(raw: RawPipeline['searchSpaces'] = {}): Pipeline['searchSpaces'] {
  return Object.fromEntries(Object.entries(raw).map(([name, space]) => [name, defineSpace(space)]));
}

function completeLatency(raw: NonNullable<RawPipeline['metrics']>['latency'] = null): LatencyTable | null {
  if (raw === null) return null;
  if (raw.from === 'inline') return omit(raw, 'from');
  throw new EaganError('EAGAN_INTERNAL', `${raw.path} must be read at the door`);
}

function completeBudget(raw: RawBudget | null = null): Budget | null {
  if (raw === null) return null;
  const { deviceHours = null, wallTime = null, candidates = null } = raw;
  return {
    deviceMs: deviceHours === null ? null : Math.round(deviceHours * 3_600_000),
    wallMs: wallTime === null ? null : durationToMs(wallTime),
    candidates,
  };
}

function completeOpponent(raw: RawOpponent | undefined, network: NetworkName): Opponent | null {
  if (raw === undefined) return null;
  if (raw.from === 'genotype') return { from: 'genotype', genotype: namedGenes(raw.genotype, network) };
  if (raw.from !== 'file') return raw;
  throw new EaganError('EAGAN_INTERNAL', `${raw.path} must be read at the door`);
}

/** No gene has this value: what a name stands for that no operation has. */
const unknownGene = -2;

/** Genes as numbers; names are looked up by the kind of edge. */
function namedGenes(cells: readonly (readonly (number | string)[])[], network: NetworkName): Genotype {
  return cells.map((cell) =>
    cell.map((gene, index) =>
      typeof gene === 'number' ? gene : (geneOf(genes[network][index]!.kind, gene) ?? unknownGene),
    ),
  );
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
function completeStage(
  raw: RawStage,
  { stageDefaults: defaults = {}, networks }: RawPipeline,
  training: Training,
  images: number,
): Stage {
  const objectives = raw.objectives ?? defaults.objectives ?? defaultObjectives;
  return {
    id: raw.id,
    search: raw.search,
    pairing: raw.pairing,
    weightResetting: raw.pairing === 'oneToOne' && (raw.weightResetting ?? true),
    opponent: completeOpponent(raw.opponent, raw.search === 'generator' ? 'discriminator' : 'generator'),
    spaces: completeStageSpaces(raw, networks),
    population: raw.population ?? defaults.population ?? 32,
    generations: raw.generations ?? defaults.generations ?? 18,
    warmup: raw.warmup ?? defaults.warmup ?? { epochs: 50 },
    duration: raw.duration ?? defaults.duration ?? { epochs: 10 },
    breeding: { survivors: 0.5, crossover: 0.3, mutation: 0.5, ...defaults.breeding, ...raw.breeding },
    selection: completeSelection(raw.selection ?? defaults.selection),
    objectives,
    best: raw.best ?? defaults.best ?? winnerOrder.filter((name) => name in objectives),
    evaluation: { images, batchNorm: 'recalibrated', ...defaults.evaluation, ...raw.evaluation },
    earlyStopping: completeEarlyStopping(orDefault(raw.earlyStopping, defaults.earlyStopping)),
    budget: completeBudget(orDefault(raw.budget, defaults.budget)),
    training: mergeTraining(mergeTraining(training, defaults.training), raw.training),
  };
}

/** The stage's own, null included, before that of stageDefaults. */
const orDefault = <T>(own: T | undefined, fallback: T | undefined): T | undefined =>
  own === undefined ? fallback : own;

function completeStageSpaces({ search, space, spaces }: RawStage, networks: RawPipeline['networks']): Stage['spaces'] {
  const generator = networks.generator.space ?? 'eagan-generator';
  const discriminator = networks.discriminator.space ?? 'eagan-discriminator';
  if (search === 'both') return { generator, discriminator, ...spaces };
  return { [search]: space ?? (search === 'generator' ? generator : discriminator) };
}

function completeSelection(
  { kind, size }: NonNullable<RawStageSettings['selection']> = { kind: 'nonDominated' },
): SelectionRule {
  return kind === 'tournament' ? { kind, size: size ?? 2 } : { kind };
}

function completeEarlyStopping(raw: RawStageSettings['earlyStopping'] = null): Stage['earlyStopping'] {
  return raw === null ? null : { generations: raw.generations, minimumGain: raw.minimumGain ?? 0 };
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

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `60s` in milliseconds; the schema has checked the form. */
function durationToMs(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text)!;
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
