// How many images a run will train on, before its ingest counts them.
import { heldOutShare } from '../../datasets/ingest-shapes.js';
import { readerOf } from '../../datasets/kinds.js';
import { isLocated } from '../../domain/dataset.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { ImageCounts } from '../../domain/plan/virtual.js';

export interface CountedImages extends ImageCounts {
  /** `assumed`: the folder does not exist and nobody said. */
  readonly from: 'file' | 'folder' | 'option' | 'assumed';
}

/** The number if nothing is known. */
const assumedImages = 10_000;

/**
 * From `--train-images`; else from the generated set, the folder if it exists, the file's limit, or an assumption. For
 * an existing folder that cannot be a data set, throws what `listFolder` throws: a guess would hide the problem.
 */
export async function countImages({ dataset }: Pipeline, asked: number | undefined): Promise<CountedImages> {
  const with_ = (trainImages: number, from: CountedImages['from']): CountedImages => ({
    trainImages,
    heldOutImages: heldOutShare(trainImages),
    from,
  });
  if (asked !== undefined) return with_(asked, 'option');
  const counts = readerOf(dataset).count(dataset);
  if (counts === null) return dataset.images === null ? with_(assumedImages, 'assumed') : with_(dataset.images, 'file');
  return { trainImages: counts.train, heldOutImages: counts.heldOut, from: isLocated(dataset) ? 'folder' : 'file' };
}
