// Images as NumPy arrays: an .npz file, or a folder with .npy files. Names of arrays: `parts`.
import type { IngestedDataset } from '../../../domain/dataset.js';
import { readNpyHeader } from '../../../formats/arrays/npy.js';
import { openArrayFolder } from '../array-folder.js';
import { openArrayZip } from '../array-zip.js';
import type { FilesAtHand, FilesFound, NeededFile, RecordFormat, Split, SplitCounts } from '../format.js';
import { arrayParts, type ArrayPart } from '../array-parts.js';

/** The name of the file of several arrays, whatever it is called. */
const zipName = 'arrays';
/** Enough for the longest header that is read. */
const mostHeaderBytes = 2 ** 14;

export const arrays: RecordFormat<'arrays'> = {
  title: 'NumPy arrays with images',
  origin:
    'Save them as numpy.savez("images.npz", x_train=…, y_train=…, x_test=…, y_test=…): images uint8, N × height × width × 3; without x_test every fifth image of a class is held out.',
  folder: null,
  archive: null,
  md5s: {},
  files: (_, names) => filesAmong(names ?? []),
  counts: (_, files, needed) => (isZip(needed) ? null : countsIn(files, needed)),
  open: (_: IngestedDataset<'arrays'>, files, needed) =>
    isZip(needed) ? openArrayZip(files, zipName) : openArrayFolder(files, needed),
};

const isZip = (needed: readonly NeededFile[]): boolean => needed[0]?.name === zipName;

function filesAmong(names: readonly string[]): FilesFound {
  const zips = names.filter((name) => name.endsWith('.npz'));
  const found = arrayParts(names.filter((name) => name.endsWith('.npy')).map((name) => name.slice(0, -4)));
  if (zips.length === 1 && found.size === 0) return { needed: [{ name: zipName, file: zips[0]! }], missing: [] };
  const needed = [...found].map(([part, name]) => ({ name: part, file: `${name}.npy` }));
  return { needed, missing: found.has('trainImages') ? [] : ['x_train.npy and not exactly one .npz file'] };
}

/** Without a test split every fifth image is held out: exact where the classes are so large that no rest matters. */
function countsIn(files: FilesAtHand, needed: readonly NeededFile[]): Record<Split, SplitCounts> {
  const has = (part: ArrayPart): boolean => needed.some(({ name }) => name === part);
  const train = imagesIn(files, 'trainImages');
  const heldOut = has('testImages') ? imagesIn(files, 'testImages') : Math.floor(train / 5);
  const told = (images: number, labels: ArrayPart): SplitCounts =>
    has(labels) ? { labelled: images, unlabeled: 0 } : { labelled: 0, unlabeled: images };
  return {
    train: told(has('testImages') ? train : train - heldOut, 'trainLabels'),
    heldOut: told(heldOut, has('testImages') ? 'testLabels' : 'trainLabels'),
  };
}

function imagesIn(files: FilesAtHand, part: ArrayPart): number {
  try {
    return readNpyHeader(files.start(part, mostHeaderBytes)).shape[0] ?? 0;
  } catch {
    return 0;
  }
}
