// Measures, in a process of its own, the extractor on random images and the Fréchet distance on random features.
import {
  distanceFrom,
  loadExtractor,
  rootStatistics,
  StatisticsAccumulator,
  storeNetwork,
} from '../../../metrics/index.js';
import { initialValues } from '../../../metrics/classifier-network.js';
import type { Json } from '../../../domain/digest.js';
import { stream } from '../../../domain/stream.js';
import type { Tensors } from '../../../store/types.js';
import { pretrainedNamed, readPretrained } from '../../../trainer/extractors/pretrained.js';
import { randomInception } from '../../inception2015/build-graph.js';
import { timed } from '../timed.js';
import type { Statistics } from '../../../metrics/types.js';

const size = 32;
const classes = 10;
/** Rows of features that arrive at once, as from a batch of images. */
const batch = 100;

export interface MeasuredExtractor {
  readonly extractor: MeasuredKind;
  /** Of the classifier; a pretrained network has its own. */
  readonly features: number;
  readonly images: number;
}

export const measuredKinds = ['classifier', 'imagenet', 'inception2015'] as const;
export type MeasuredKind = (typeof measuredKinds)[number];

/** A stored extractor of each kind. */
const stored: Record<MeasuredKind, (features: number) => Promise<{ readonly tensors: Tensors; readonly meta: Json }>> =
  {
    classifier: async (features) => ({
      tensors: initialValues({ features, classes }, 1),
      meta: { schemaVersion: 1, kind: 'classifier', size, features, classes },
    }),
    imagenet: () => readPretrained(pretrainedNamed('efficientnet-lite0')),
    // Nobody publishes the original as a package: random weights take as long.
    inception2015: async () => {
      const given = { files: new Map([['network', randomInception(1)]]), contents: 'random', official: false };
      const { meta, tensors } = await storeNetwork({ kind: 'inception2015', contents: 'random' }, given);
      return { tensors, meta: { ...meta } as unknown as Json };
    },
  };

/** Seconds that an extractor takes for the images, after a first batch. */
export async function extractFeatures({ extractor: kind, features, images }: MeasuredExtractor): Promise<number> {
  const { tensors, meta } = await stored[kind](features);
  const extractor = await loadExtractor(tensors, meta, size);
  const bytes = Uint8Array.from({ length: images * size * size * 3 }, (_, i) => (i * 7919) % 256);
  const first = Math.min(batch, images);
  await extractor.extract(bytes.subarray(0, first * size * size * 3), first);
  const [seconds] = await timed(() => extractor.extract(bytes, images));
  extractor.dispose();
  return seconds;
}

export interface DistanceSeconds {
  readonly statistics_s: number;
  /** The reference's square root: once a run. */
  readonly root_s: number;
  readonly distance_s: number;
}

/** Seconds of each part of a Fréchet distance between two sets of this many images. */
export async function measureDistance({
  features,
  images,
}: {
  readonly features: number;
  readonly images: number;
}): Promise<DistanceSeconds> {
  const reference = statisticsOf(randomRows(features, images, 'reference'), features, images);
  const rows = randomRows(features, images, 'generated');
  const [statistics_s, statistics] = await timed(() => statisticsOf(rows, features, images));
  const [root_s, rooted] = await timed(() => rootStatistics(reference));
  const [distance_s] = await timed(() => distanceFrom(rooted, statistics));
  return { statistics_s, root_s, distance_s };
}

function statisticsOf(rows: Float32Array, features: number, images: number): Statistics {
  const accumulator = new StatisticsAccumulator(features);
  for (let from = 0; from < images; from += batch) {
    const count = Math.min(batch, images - from);
    accumulator.add(rows.subarray(from * features, (from + count) * features), count);
  }
  return accumulator.finish();
}

/** Not negative, like features, with a third of zeros; each feature is a mix of two sources, so that they correlate. */
function randomRows(features: number, images: number, name: string): Float32Array {
  const sources = Float32Array.from(
    { length: 8191 },
    (
      (random) => () =>
        random.uniform()
    )(stream(1, `bench/${name}`)),
  );
  const source = (i: number): number => sources[i % sources.length]!;
  return Float32Array.from({ length: features * images }, (_, i) =>
    Math.max(0, source(i * 31) + 0.5 * source(Math.floor(i / features) * 17 + (i % features) * (i % 7)) - 0.5),
  );
}
