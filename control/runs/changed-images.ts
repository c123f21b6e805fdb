// Finds the run of the same pipeline with other images, so that `eagan run` can say why it begins another run.
import { isLocated } from '../../domain/dataset.js';
import { pipelineDigest } from '../../schemas/pipeline-digest.js';
import { allRuns } from './find-run.js';
import type { FrozenRun, Store } from '../../store/index.js';

/** One line for people; null if no such run is known. */
export async function changedImagesNote(store: Store, { run, pipeline, contents }: FrozenRun): Promise<string | null> {
  const { dataset } = pipeline;
  if (contents === null || !isLocated(dataset)) return null;
  const digest = pipelineDigest(pipeline);
  const before = (await allRuns(store)).find(
    ({ frozen }) =>
      frozen.contents !== null && frozen.contents !== contents && pipelineDigest(frozen.pipeline) === digest,
  );
  if (!before) return null;
  return `the images in ${dataset.path} have changed since ${before.frozen.run}, so this is another run: ${run}`;
}
