// Completes how images are judged: the extractor of each kind, the reference, splits, further figures.
import type { DatasetKind } from '../domain/dataset.js';
import {
  alsoFigures,
  defaultSplits,
  imagenetNetworks,
  type ExtractorKind,
  type ExtractorSettings,
} from '../domain/extractor.js';
import { judgePaths, type JudgeSettings } from '../domain/judges.js';
import { omit } from '../domain/omit.js';
import type { LatencyTable, Pipeline } from '../domain/pipeline.js';
import type { Path } from './complaint.js';
import type { RawExtractor, RawPipeline } from './raw-pipeline.js';

/** Makes the path at a place of the pipeline absolute. */
export type ResolvePath = (path: string, at: Path) => string;

type RawMetrics = NonNullable<RawPipeline['metrics']>;
type RawJudge = NonNullable<RawPipeline['finalTraining']['metrics']>;
type RawOf<Kind extends ExtractorKind> = Extract<RawExtractor, { kind: Kind }>;
type Complete<Kind extends ExtractorKind> = (
  raw: RawOf<Kind>,
  resolve: (path: string) => string,
  dataset: DatasetKind,
) => ExtractorSettings<Kind>;

/** Labels of a person's own folder may be hard. There the floor only refuses an extractor that learned nothing. */
const defaultAccuracy = (dataset: DatasetKind): number => (dataset === 'shapes' ? 0.95 : 0.3);

/** One function a kind of extractor. */
const extractors: { readonly [Kind in ExtractorKind]: Complete<Kind> } = {
  classifier: (raw, _resolve, dataset) => ({
    kind: 'classifier',
    epochs: raw.epochs ?? 4,
    features: raw.features ?? 64,
    learningRate: raw.learningRate ?? 4e-3,
    batch: raw.batch ?? 20,
    minimumAccuracy: raw.minimumAccuracy ?? defaultAccuracy(dataset),
  }),
  imagenet({ kind, network = 'efficientnet-lite0' }) {
    return { kind, network, contents: imagenetNetworks[network].contents };
  },
  inception2015({ kind, path, contents = null, md5 = null }, resolve) {
    return { kind, path: resolve(path), contents, ...(md5 === null ? {} : { md5 }) };
  },
  graph({ kind, format, path, contents = null, input, features, logits = null }, resolve) {
    const treatment = { mean: 0, scale: 1, resize: 'antialias', ...input } as const;
    return { kind, format, path: resolve(path), contents, input: treatment, features, logits };
  },
};

export function completeMetrics(
  { metrics: raw = {}, dataset }: RawPipeline,
  resolvePath: ResolvePath,
): Pipeline['metrics'] {
  return {
    seed: raw.seed ?? 0,
    images: raw.images ?? 5000,
    ...completeJudge(raw, judgePaths.search, resolvePath, dataset.kind),
    latency: completeLatency(raw.latency),
  };
}

/** The judge of the final pair. Absent if it is that of the search, so that equal meanings have one digest. */
export function completeFinalJudge(
  { finalTraining, dataset }: RawPipeline,
  resolvePath: ResolvePath,
): Pick<Pipeline['finalTraining'], 'metrics'> {
  const raw = finalTraining.metrics ?? null;
  return raw === null ? {} : { metrics: completeJudge(raw, judgePaths.final, resolvePath, dataset.kind) };
}

function completeJudge(raw: RawJudge, at: Path, resolvePath: ResolvePath, dataset: DatasetKind): JudgeSettings {
  return {
    extractor: completeExtractor(raw.extractor, (path) => resolvePath(path, [...at, 'extractor', 'path']), dataset),
    ...completeReference(raw.reference, (path) => resolvePath(path, [...at, 'reference', 'path'])),
    ...completeFigures(raw),
  };
}

function completeExtractor(
  raw: RawExtractor = { kind: 'classifier' },
  resolve: (path: string) => string,
  dataset: DatasetKind,
): ExtractorSettings {
  const complete = extractors[raw.kind] as Complete<ExtractorKind>;
  return complete(raw, resolve, dataset);
}

/** Absent where it says what a pipeline without it means, so that equal meanings have one digest. */
function completeReference(
  raw: RawJudge['reference'],
  resolve: (path: string) => string,
): Pick<JudgeSettings, 'reference'> {
  if (raw?.from === 'npz') {
    const { from, path, contents = null } = raw;
    return { reference: { from, path: resolve(path), contents } };
  }
  return raw?.split === 'heldOut' ? { reference: { from: 'dataset', split: 'heldOut' } } : {};
}

function completeFigures({ splits = defaultSplits, also = [] }: RawJudge): Pick<JudgeSettings, 'splits' | 'also'> {
  return {
    ...(splits === defaultSplits ? {} : { splits }),
    ...(also.length === 0 ? {} : { also: alsoFigures.filter((name) => also.includes(name)) }),
  };
}

/** A table in a file was read before. If it could not be read, the pipeline is refused. */
function completeLatency(raw: RawMetrics['latency'] = null): LatencyTable | null {
  return raw?.from === 'inline' ? omit(raw, 'from') : null;
}
