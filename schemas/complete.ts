// Fills in defaults: the program's ← training and stageDefaults ← the stage. Only this module makes a Pipeline.
import { defineSpace } from '../domain/search/define-space.js';
import type { Dataset, DatasetKind, RecordKind } from '../domain/dataset.js';
import type { Pipeline, Training } from '../domain/pipeline.js';
import { defaultRetention } from '../domain/runs/retention.js';
import { raisedVersions } from '../domain/steps/kind-versions.js';
import { completeBudget, completeOpponent, durationToMs } from './complete-parts.js';
import { completeFinalJudge, completeMetrics, type ResolvePath } from './complete-metrics.js';
import { completeStage } from './complete-stage.js';
import { defaultTraining, mergeTraining } from './complete-training.js';
import type { RawDataset, RawPipeline } from './raw-pipeline.js';

/** Of images whose pipeline does not say. STL-10 is trained on at half of its size, as in the paper. */
const defaultSize = (dataset: DatasetKind): number => (dataset === 'stl10Binary' ? 48 : 32);

/** The frozen pipeline of a valid file. */
export function completePipeline(raw: RawPipeline, resolvePath: ResolvePath): Pipeline {
  const training = mergeTraining(defaultTraining, raw.training);
  const metrics = completeMetrics(raw, resolvePath);
  const finalJudge = completeFinalJudge(raw, resolvePath);
  const judges = [metrics, ...(finalJudge.metrics ? [finalJudge.metrics] : [])];
  return deepFreeze({
    version: raw.version,
    kindVersions: raisedVersions(...judges.map(({ extractor }) => extractor.kind)),
    name: raw.name,
    seed: raw.seed ?? 1,
    dataset: completeDataset(raw.dataset, (path) => resolvePath(path, ['dataset', 'path'])),
    networks: completeNetworks(raw.networks),
    searchSpaces: completeSpaces(raw.searchSpaces),
    metrics,
    ...completeCircumstances(raw),
    stages: raw.stages.map((stage) => completeStage(stage, raw, training, metrics)),
    finalTraining: {
      ...completeFinalTraining(raw.finalTraining, training, metrics.images),
      ...finalJudge,
    },
  });
}

type RawOf<Kind extends DatasetKind> = Extract<RawDataset, { kind: Kind }>;
type Complete<Raw, Whole> = (raw: Raw, size: number, resolvePath: (path: string) => string) => Whole;

/** One function a kind of data set. */
const datasets: { readonly [Kind in DatasetKind]: Complete<RawOf<Kind>, Dataset<Kind>> } = {
  shapes: ({ kind, images }, size) => ({ kind, images, size }),
  imageFolder({ kind, path, images = null, unreadable = 'fail', unlabeled = [] }, size, resolvePath) {
    const folder = { kind, path: resolvePath(path), size, images, unreadable };
    // Absent if there are none, so that no other pipeline's digest and no other step's key changes.
    return unlabeled.length === 0 ? folder : { ...folder, unlabeled: [...unlabeled].sort() };
  },
  cifar10Binary: completeRecords,
  cifar10Python: completeRecords,
  stl10Binary: (raw, size, resolvePath) => ({
    ...completeRecords(raw, size, resolvePath),
    unlabeled: raw.unlabeled ?? true,
  }),
  idx: completeRecords,
  arrays: completeRecords,
  tarShards: completeRecords,
};

function completeRecords<Kind extends RecordKind>(
  { kind, path, images = null }: { readonly kind: Kind; readonly path: string; readonly images?: number | null },
  size: number,
  resolvePath: (path: string) => string,
): { kind: Kind; path: string; size: number; images: number | null } {
  return { kind, path: resolvePath(path), size, images };
}

/** The data set of a pipeline, or one that is named without a pipeline. */
export function completeDataset(raw: RawDataset, resolvePath: (path: string) => string): Dataset {
  const complete = datasets[raw.kind] as Complete<RawDataset, Dataset>;
  return complete(raw, raw.size ?? defaultSize(raw.kind), resolvePath);
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

/** Threads are part of the digest. Everything else here decides how and when a run proceeds, never its result. */
function completeCircumstances({
  resources,
  recovery,
  retention,
  budget,
}: RawPipeline): Pick<Pipeline, 'resources' | 'recovery' | 'retention' | 'budget'> {
  return {
    resources: {
      train: { threads: resources?.train?.threads ?? 2 },
      evaluate: { threads: resources?.evaluate?.threads ?? 1 },
      slots: resources?.slots ?? null,
    },
    recovery: { everyMs: durationToMs(recovery?.every ?? '60s'), onMismatch: recovery?.onMismatch ?? 'stop' },
    retention: { ...defaultRetention, ...retention },
    budget: completeBudget(budget),
  };
}

function completeFinalTraining(
  raw: RawPipeline['finalTraining'],
  training: Training,
  images: number,
): Pipeline['finalTraining'] {
  return {
    networks: {
      generator: completeOpponent(raw.networks?.generator, 'generator'),
      discriminator: completeOpponent(raw.networks?.discriminator, 'discriminator'),
    },
    duration: raw.duration,
    training: mergeTraining(training, raw.training),
    ema: { decay: raw.ema?.decay ?? 0.999 },
    images: raw.images ?? images,
    // Absent where it is that of the run, so that pipelines without it keep their digests.
    ...(raw.seed === undefined || raw.seed === null ? {} : { seed: raw.seed }),
    scoreEvery: raw.scoreEvery ?? null,
  };
}

/** Freezes a value and everything in it. It copies first, so that it shares nothing with the raw values. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map((item) => deepFreeze(item as unknown))
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepFreeze(item as unknown)]));
  return Object.freeze(copy) as T;
}
