// The files of an image folder that can be a data set, or why it cannot be one.
import { EaganError } from '../domain/errors.js';
import { folderProblem, problemText } from './folder-problem.js';
import { scanFolder, type ImageFile, type LinkReach, type ScannedFolder } from './scan-folder.js';

export interface ListedFolder {
  /** Sorted; a label is an index into it, and `classes.length` is the label of images without a class. */
  readonly classes: readonly string[];
  /** The classes, and one more if there are images without a class. */
  readonly labels: number;
  /** Sorted by class, then by name. */
  readonly train: readonly ImageFile[];
  /** null: the folder has no images under test/. */
  readonly test: readonly ImageFile[] | null;
}

/** Lists the folder. Throws EAGAN_DATASET_NOT_FOUND, EAGAN_DATASET_EMPTY or EAGAN_DATASET_UNSUITABLE. */
export const listFolder = (folder: string, unlabeled: readonly string[] = [], links?: LinkReach): ListedFolder =>
  listScanned(scanFolder(folder, unlabeled, links), unlabeled);

/** The same for a folder that was already scanned. */
export function listScanned(scanned: ScannedFolder, unlabeled: readonly string[] = []): ListedFolder {
  const problem = folderProblem(scanned, unlabeled);
  if (problem) throw new EaganError(problem.code, problemText(scanned.folder, problem), problem.cure);
  const { classes, train, test } = scanned;
  const labels = classes.length + (scanned.unlabeled.length > 0 ? 1 : 0);
  return { classes, labels, train, test: test.length === 0 ? null : test };
}
