// Statistics of the features of all images of a split, and the features of the first of them where figures compare
// single images.
import { openDataset } from '../../datasets/index.js';
import type { Digest } from '../../domain/digest.js';
import { comparedImages } from '../../domain/steps/protocol.js';
import type { DatasetArtifact, ReferenceArtifact } from '../../domain/steps/artifacts.js';
import { putJson, type Objects } from '../../domain/steps/objects.js';
import type { ReferenceParameters } from '../../domain/steps/step-parameters.js';
import { rootStatistics, rootToBytes, statisticsToBytes, type RootedStatistics } from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import { realImages } from '../judging/images.js';
import { beginPassage, type Sums } from '../judging/passage.js';
import type { TaskContext, TaskResult } from '../types.js';

/** Rows of features in one object: 8 MB at 2,048 features. */
const blockImages = 1000;

/** Lets the split pass through the extractor. */
export async function statisticsOfImages(
  dataset: DatasetArtifact,
  { reference, also = [] }: ReferenceParameters,
  extractor: Extractor,
  context: TaskContext,
): Promise<TaskResult> {
  const { objects } = context.store;
  const split = (await openDataset(dataset, objects))[reference?.from === 'dataset' ? reference.split : 'train'];
  const kept = also.length > 0 ? Math.min(comparedImages, split.images) : 0;
  const plan = { images: split.images, kept, spread: null, scores: null };
  const { sums, resumedAt, add, forResult } = await beginPassage(extractor, plan, context);
  for await (const { bytes } of realImages(split, split.images, sums.done))
    await add(bytes, bytes.length / (extractor.size ** 2 * 3));
  const single = kept === 0 ? {} : { single: { images: kept, blocks: await putBlocks(sums, extractor, objects) } };
  return {
    ...(await storeReference({ ...rootStatistics(sums.statistics.finish()), images: split.images }, single, objects)),
    ...(resumedAt === null ? {} : { resumedAtIteration: resumedAt }),
    ...forResult(),
  };
}

async function putBlocks({ kept }: Sums, { features }: Extractor, objects: Objects): Promise<Digest[]> {
  const blocks: Digest[] = [];
  for (let from = 0; from < kept.length; from += blockImages * features) {
    const { buffer, byteOffset, byteLength } = kept.subarray(from, from + blockImages * features);
    blocks.push(await objects.put(new Uint8Array(buffer, byteOffset, byteLength)));
  }
  return blocks;
}

/** Stores a reference. `images`: null if nobody knows how many. */
export async function storeReference(
  { statistics, root, images }: RootedStatistics & { readonly images: number | null },
  single: Pick<ReferenceArtifact, 'single'>,
  objects: Objects,
): Promise<TaskResult> {
  const made: ReferenceArtifact = {
    schemaVersion: 1,
    kind: 'reference',
    images,
    features: statistics.mean.length,
    statistics: await objects.put(statisticsToBytes(statistics)),
    root: await objects.put(rootToBytes(root)),
    ...single,
  };
  return {
    outputs: { reference: await putJson(objects, made) },
    numbers: images === null ? {} : { images },
    status: 'ok',
  };
}
