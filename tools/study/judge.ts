// The two extractors of the study, and the distances of a set of images under one of them.
import {
  distanceFrom,
  featureSet,
  fitClassifier,
  kernelDistance,
  loadExtractor,
  rootStatistics,
  StatisticsAccumulator,
  type RootedStatistics,
} from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import { pretrainedNamed, readPretrained } from '../../trainer/extractors/pretrained.js';
import { imageSize, type ImagePool } from './image-pool.js';
import type { ImageSet } from './image-set.js';

export interface StudiedExtractor {
  readonly title: string;
  readonly extractor: Extractor;
  /** Share of held-out images whose class it recognises; null: it knows other classes. */
  readonly accuracy: number | null;
}

export interface Distances {
  readonly frechetDistance: number;
  readonly kernelDistance: number;
}

export interface StudyJudge {
  readonly extractor: Extractor;
  readonly statistics: RootedStatistics;
  readonly features: Float32Array;
}

/** Trained on the pool's labels as a pipeline would. */
export async function classifierOf({ labelled }: ImagePool, epochs: number): Promise<StudiedExtractor> {
  const settings = {
    kind: 'classifier',
    epochs,
    features: 64,
    learningRate: 4e-3,
    batch: 20,
    minimumAccuracy: 0,
  } as const;
  const { tensors, meta, heldOutAccuracy } = await fitClassifier(labelled, settings, 1, () => undefined);
  const extractor = await loadExtractor(tensors, { ...meta }, imageSize);
  return { title: 'classifier', extractor, accuracy: heldOutAccuracy };
}

export async function studiedPretrained(): Promise<StudiedExtractor> {
  const { tensors, meta } = await readPretrained(pretrainedNamed('efficientnet-lite0'));
  return { title: 'efficientnet-lite0', extractor: await loadExtractor(tensors, meta, imageSize), accuracy: null };
}

export async function judgeBy({ extractor }: StudiedExtractor, reference: ImageSet): Promise<StudyJudge> {
  const features = await featuresOf(extractor, reference);
  return { extractor, statistics: rootStatistics(statisticsOf(features, extractor.features)), features };
}

export async function distancesOf(
  { extractor, statistics, features }: StudyJudge,
  images: ImageSet,
): Promise<Distances> {
  const own = await featuresOf(extractor, images);
  return {
    frechetDistance: distanceFrom(statistics, statisticsOf(own, extractor.features)),
    // 1,000 real images are enough for it, and it compares all pairs.
    kernelDistance: kernelDistance(
      featureSet(features.subarray(0, 1000 * extractor.features), extractor.features),
      featureSet(own, extractor.features),
    ),
  };
}

const featuresOf = async (extractor: Extractor, { bytes, count }: ImageSet): Promise<Float32Array> =>
  (await extractor.extract(bytes, count)).features;

function statisticsOf(rows: Float32Array, features: number): ReturnType<StatisticsAccumulator['finish']> {
  const accumulator = new StatisticsAccumulator(features);
  accumulator.add(rows, rows.length / features);
  return accumulator.finish();
}
