// Completes how images are judged: the extractor of each kind, the reference, splits, further figures.
import type { DatasetKind } from '../domain/dataset.js';
import {
  alsoFigures,
  defaultSplits,
  imagenetNetworks,
  type ExtractorKind,
  type ExtractorSettings,
} from '../domain/extractor.js';
import { omit } from '../domain/omit.js';
import type { LatencyTable, Pipeline } from '../domain/pipeline.js';
import type { Path } from './complaint.js';
import type { RawExtractor, RawPipeline } from './raw-pipeline.js';

/** Makes the path at a place of the pipeline absolute. */
export type ResolvePath = (path: string, at: Path) => string;

type RawMetrics = NonNullable<RawPipeline['metrics']>;
type RawOf<Kind extends ExtractorKind> = Extract<RawExtractor, { kind: Kind }>;
type Complete<Kind extends ExtractorKind> = (
  raw: RawOf<Kind>,
  resolve: (path: string) => string,
  dataset: DatasetKind,
) => ExtractorSettings<Kind>;

/** Labels of a person's own folder may be hard. There the floor only refuses an extractor that learned nothing. */
const defaultAccuracy: Readonly<Record<DatasetKind, number>> = { shapes: 0.95, imageFolder: 0.3 };

/** One function a kind of extractor. */
const extractors: { readonly [Kind in ExtractorKind]: Complete<Kind> } = {
  classifier: (raw, _resolve, dataset) => ({
    kind: 'classifier',
    epochs: raw.epochs ?? 4,
    features: raw.features ?? 64,
    learningRate: raw.learningRate ?? 4e-3,
    batch: raw.batch ?? 20,
    minimumAccuracy: raw.minimumAccuracy ?? defaultAccuracy[dataset],
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
    extractor: completeExtractor(raw.extractor, resolvePath, dataset.kind),
    ...completeReference(raw.reference, resolvePath),
    ...completeFigures(raw),
    latency: completeLatency(raw.latency),
  };
}

function completeExtractor(
  raw: RawExtractor = { kind: 'classifier' },
  resolvePath: ResolvePath,
  dataset: DatasetKind,
): ExtractorSettings {
  const complete = extractors[raw.kind] as Complete<ExtractorKind>;
  return complete(raw, (path) => resolvePath(path, ['metrics', 'extractor', 'path']), dataset);
}

/** Absent where it says what a pipeline without it means, so that equal meanings have one digest. */
function completeReference(
  raw: RawMetrics['reference'],
  resolvePath: ResolvePath,
): Pick<Pipeline['metrics'], 'reference'> {
  if (raw?.from === 'npz') {
    const { from, path, contents = null } = raw;
    return { reference: { from, path: resolvePath(path, ['metrics', 'reference', 'path']), contents } };
  }
  return raw?.split === 'heldOut' ? { reference: { from: 'dataset', split: 'heldOut' } } : {};
}

function completeFigures({
  splits = defaultSplits,
  also = [],
}: RawMetrics): Pick<Pipeline['metrics'], 'splits' | 'also'> {
  return {
    ...(splits === defaultSplits ? {} : { splits }),
    ...(also.length === 0 ? {} : { also: alsoFigures.filter((name) => also.includes(name)) }),
  };
}

/** A table in a file was read before. If it could not be read, the pipeline is refused. */
function completeLatency(raw: RawMetrics['latency'] = null): LatencyTable | null {
  return raw?.from === 'inline' ? omit(raw, 'from') : null;
}
