// The reference step: mean and covariance of the extractor's features over all training images, and the covariance's square root.
import { openDataset } from '../../datasets/index.js';
import type { DatasetArtifact, ReferenceArtifact } from '../../domain/artifacts.js';
import { getJson, putJson } from '../../domain/objects.js';
import {
  loadExtractor,
  rootStatistics,
  rootToBytes,
  StatisticsAccumulator,
  statisticsToBytes,
} from '../../metrics/index.js';
import type { Extractor, Statistics } from '../../metrics/types.js';
import type { PackedSplit } from '../../datasets/types.js';
import type { TaskContext, TaskHandler } from '../types.js';

const batch = 100;

/** outputs {reference} · numbers {images}. */
export const referenceStatistics: TaskHandler = async (step, context) => {
  const { objects, checkpoints } = context.store;
  const { train } = await openDataset(await getJson<DatasetArtifact>(objects, step.inputs.dataset!), objects);
  const { tensors, meta } = await checkpoints.read(step.inputs.extractor!);
  const extractor = loadExtractor(tensors, meta);
  try {
    const statistics = await statisticsOf(train, extractor, context.tick);
    const artifact: ReferenceArtifact = {
      schemaVersion: 1,
      kind: 'reference',
      images: statistics.images,
      features: extractor.features,
      statistics: await objects.put(statisticsToBytes(statistics)),
      root: await objects.put(rootToBytes(rootStatistics(statistics).root)),
    };
    const numbers = { images: statistics.images };
    return { outputs: { reference: await putJson(objects, artifact) }, numbers, status: 'ok' };
  } finally {
    extractor.dispose();
  }
};

async function statisticsOf(split: PackedSplit, extractor: Extractor, tick: TaskContext['tick']): Promise<Statistics> {
  const accumulator = new StatisticsAccumulator(extractor.features);
  for (let from = 0; from < split.images; from += batch) {
    const indices = Array.from({ length: Math.min(batch, split.images - from) }, (_, i) => from + i);
    const { features } = extractor.extract(split.read(indices), indices.length);
    accumulator.add(features, indices.length);
    await tick({ done: from + indices.length, total: split.images, unit: 'images' });
  }
  return accumulator.finish();
}
