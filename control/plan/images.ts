// How many images a run will train on, told before its ingest counts them.
import { chooseImages } from '../../datasets/choose-images.js';
import { heldOutShare } from '../../datasets/ingest-shapes.js';
import { listScanned } from '../../datasets/list-folder.js';
import { scanFolder } from '../../datasets/scan-folder.js';
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
  if (dataset.kind === 'shapes') return with_(dataset.images, 'file');
  const scanned = scanFolder(dataset.path, dataset.unlabeled);
  if (scanned.kind === 'missing')
    return dataset.images === null ? with_(assumedImages, 'assumed') : with_(dataset.images, 'file');
  const { train, heldOut } = chooseImages(listScanned(scanned, dataset.unlabeled), dataset.images);
  return { trainImages: train.length, heldOutImages: heldOut.length, from: 'folder' };
}
