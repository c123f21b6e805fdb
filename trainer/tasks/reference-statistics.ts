// The reference step: mean and covariance of the extractor's features over all training images, and the covariance's
// square root.
import { openDataset } from '../../datasets/index.js';
import type { DatasetArtifact, ReferenceArtifact } from '../../domain/steps/artifacts.js';
import { getJson, putJson } from '../../domain/steps/objects.js';
import { loadExtractor, rootStatistics, rootToBytes, statisticsToBytes } from '../../metrics/index.js';
import { realImages } from '../judging/images.js';
import { beginPassage } from '../judging/passage.js';
import type { TaskHandler } from '../types.js';

/** outputs {reference} · numbers {images}. */
export const referenceStatistics: TaskHandler<'referenceStatistics'> = async (step, context) => {
  const { objects, checkpoints } = context.store;
  const artifact = await getJson<DatasetArtifact>(objects, step.inputs.dataset!);
  const { train } = await openDataset(artifact, objects);
  const { tensors, meta } = await checkpoints.read(step.inputs.extractor!);
  const extractor = await loadExtractor(tensors, meta, artifact.size);
  try {
    const { sums, resumedAt, add, forResult } = await beginPassage(extractor, train.images, context);
    for await (const { bytes } of realImages(train, train.images, sums.done))
      await add(bytes, bytes.length / (extractor.size ** 2 * 3));
    const statistics = sums.statistics.finish();
    const made: ReferenceArtifact = {
      schemaVersion: 1,
      kind: 'reference',
      images: statistics.images,
      features: extractor.features,
      statistics: await objects.put(statisticsToBytes(statistics)),
      root: await objects.put(rootToBytes(rootStatistics(statistics).root)),
    };
    return {
      outputs: { reference: await putJson(objects, made) },
      numbers: { images: statistics.images },
      status: 'ok',
      ...(resumedAt === null ? {} : { resumedAtIteration: resumedAt }),
      ...forResult(),
    };
  } finally {
    extractor.dispose();
  }
};
