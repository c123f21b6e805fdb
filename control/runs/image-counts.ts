// How many images a run would take from a folder that is there, from its listing alone.
import { chooseImages } from '../../datasets/choose-images.js';
import { folderProblem } from '../../datasets/folder-problem.js';
import { listScanned } from '../../datasets/list-folder.js';
import { scanFolder, type ImageFile } from '../../datasets/scan-folder.js';
import type { Pipeline } from '../../domain/pipeline.js';
import type { FolderCounts } from '../../schemas/count-meaning.js';

type ImageFolder = Extract<Pipeline['dataset'], { kind: 'imageFolder' }>;

/** null: the folder is not there, or is no data set, which is told elsewhere. */
export function folderCounts({ path, unlabeled, images }: ImageFolder): FolderCounts | null {
  const scanned = scanFolder(path, unlabeled);
  if (folderProblem(scanned, unlabeled)) return null;
  const { train, heldOut } = chooseImages(listScanned(scanned, unlabeled), images);
  const labelled = (files: readonly ImageFile[]): number =>
    files.filter(({ label }) => label < scanned.classes.length).length;
  return {
    train: train.length,
    heldOut: heldOut.length,
    labelled: { train: labelled(train), heldOut: labelled(heldOut) },
  };
}
