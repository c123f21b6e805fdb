// The reference step: mean and covariance of the extractor's features over real images, and the covariance's square
// root; computed, or taken from a file.
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import { EaganError } from '../../domain/errors.js';
import { getJson } from '../../domain/steps/objects.js';
import { loadExtractor } from '../../metrics/index.js';
import { statisticsOfFile } from '../reference/npz-statistics.js';
import { statisticsOfImages, storeReference } from '../reference/image-statistics.js';
import type { Step } from '../../domain/steps/kinds.js';
import { namingJudge } from '../judging/judge-errors.js';
import type { TaskContext, TaskHandler, TaskResult } from '../types.js';

/** outputs {reference} · numbers {images}, of a file that does not say it none. */
export const referenceStatistics: TaskHandler<'referenceStatistics'> = (step, context) =>
  namingJudge(step.place, () => compute(step, context));

async function compute(step: Step<'referenceStatistics'>, context: TaskContext): Promise<TaskResult> {
  const { objects, checkpoints } = context.store;
  const { reference } = step.parameters;
  const dataset = await getJson<DatasetArtifact>(objects, step.inputs.dataset!);
  requireSeveral(dataset);
  const { tensors, meta } = await checkpoints.read(step.inputs.extractor!);
  const extractor = await loadExtractor(tensors, meta, dataset.size);
  try {
    if (reference?.from !== 'npz') return await statisticsOfImages(dataset, step.parameters, extractor, context);
    const path = context.circumstances.referencePath;
    if (path === undefined)
      throw new EaganError('EAGAN_INTERNAL', 'the step of statistics in a file must come with its path (got none)');
    const expected = { ...reference, features: extractor.features, extractor: step.inputs.extractor! };
    return await storeReference(await statisticsOfFile(path, expected), {}, objects);
  } finally {
    extractor.dispose();
  }
}

/** Here, before anything is searched: a covariance needs two images, and held-out ones are judged at the end. */
function requireSeveral({ train, heldOut }: DatasetArtifact): void {
  if (train.images >= 2 && heldOut.images >= 2) return;
  throw new EaganError(
    'EAGAN_DATASET_EMPTY',
    `figures need at least two training images and two held-out images (got ${train.images} and ${heldOut.images})`,
    'Add images (without a test/ folder, every fifth image of a class is held out), then: eagan run FILE',
  );
}
