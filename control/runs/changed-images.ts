// Finds the run of the same pipeline whose images were others, so that `eagan run` can say why it begins another one.
import { isLocated } from '../../domain/dataset.js';
import { pipelineDigest } from '../../schemas/pipeline-digest.js';
import { allRuns } from './find-run.js';
import type { FrozenRun, Store } from '../../store/index.js';

/** One line for people; null when no such run is known. */
export async function changedImagesNote(store: Store, { run, pipeline, contents }: FrozenRun): Promise<string | null> {
  const { dataset } = pipeline;
  if (contents === null || !isLocated(dataset)) return null;
  const digest = pipelineDigest(pipeline);
  const before = (await allRuns(store)).find(
    ({ frozen }) =>
      frozen.contents !== null && frozen.contents !== contents && pipelineDigest(frozen.pipeline) === digest,
  );
  if (!before) return null;
  return `the images in ${dataset.path} are not those of ${before.frozen.run}, so this is another run: ${run}`;
}
