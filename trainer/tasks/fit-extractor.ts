// The extractor step: trains the small classifier by whose features and classes all images of a run are judged.
import { openDataset } from '../../datasets/index.js';
import type { DatasetArtifact } from '../../domain/artifacts.js';
import { EaganError } from '../../domain/errors.js';
import { getJson } from '../../domain/objects.js';
import type { FitExtractorParameters } from '../../domain/step-parameters.js';
import { fitClassifier } from '../../metrics/index.js';
import type { TaskHandler } from '../types.js';

/** outputs {extractor} · numbers {heldOutAccuracy}. Throws EAGAN_EXTRACTOR_USELESS below the pipeline's floor. */
export const fitExtractor: TaskHandler = async (step, { store, tick }) => {
  const { extractor } = step.parameters as unknown as FitExtractorParameters;
  const artifact = await getJson<DatasetArtifact>(store.objects, step.inputs.dataset!);
  const dataset = await openDataset(artifact, store.objects);
  const progress = (done: number, total: number): Promise<void> => tick({ done, total, unit: 'images' });
  const { tensors, meta, heldOutAccuracy } = await fitClassifier(dataset, extractor, step.seed ?? 0, progress);
  assertUseful(heldOutAccuracy, extractor.minimumAccuracy, dataset.heldOut.images);
  const checkpoint = await store.checkpoints.write({ ...meta }, tensors);
  return { outputs: { extractor: checkpoint }, numbers: { heldOutAccuracy }, status: 'ok' };
};

function assertUseful(accuracy: number, floor: number, images: number): void {
  if (accuracy >= floor) return;
  throw new EaganError(
    'EAGAN_EXTRACTOR_USELESS',
    `the feature extractor must name the class of at least ${floor} of ${images} held-out images (got ${accuracy.toFixed(4)})`,
    'Raise metrics.extractor.epochs or dataset.images, or lower metrics.extractor.minimumAccuracy if figures by a weak extractor are enough.',
  );
}
