// How many images a run will train on, told before its ingest counts them.
import { heldOutShare } from '../../datasets/ingest-shapes.js';
import { readerOf } from '../../datasets/kinds.js';
import { isLocated } from '../../domain/dataset.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { ImageCounts } from '../../domain/plan/virtual.js';

export interface CountedImages extends ImageCounts {
  /** `assumed`: the folder is not there and nobody said. */
  readonly from: 'file' | 'folder' | 'option' | 'assumed';
}

/** Where nothing is known. */
const assumedImages = 10_000;

/**
 * By `--train-images`; else by the generated set, by the folder where it is there, by the file's limit, or assumed.
 * Throws what `listFolder` throws of a folder that is there and cannot be a data set: a guess would hide that.
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
