// Why a folder cannot be a data set, as far as its listing shows: the requirement, the actual value, and what to do.
import { basename } from 'node:path';
import type { ErrorCode } from '../domain/errors.js';
import { howToAllow } from '../scripts/confine.mjs';
import { formatCount } from '../scripts/format.mjs';
import { shownName } from './names.js';
import { layoutNeeded, looseImages, scanFolder, type ScannedFolder } from './scan-folder.js';

export interface FolderProblem {
  readonly code: ErrorCode;
  /** `must …`, after the folder's name. */
  readonly must: string;
  readonly found: string;
  readonly cure: string;
  /** The key of a pipeline's data set that causes the problem. */
  readonly key: 'path' | 'unlabeled';
}

type Check = (scanned: ScannedFolder, asked: readonly string[]) => FolderProblem | null;

/** More labels do not fit into a byte. Unlabeled images take one. */
const mostClasses = 256;

/**
 * The first problem that applies; null: the folder can be read. `asked`: the folders that the pipeline calls unlabeled.
 */
export function folderProblem(scanned: ScannedFolder, asked: readonly string[] = []): FolderProblem | null {
  for (const check of checks) {
    const problem = check(scanned, asked);
    if (problem) return problem;
  }
  return null;
}

/** What is wrong with the folder of a pipeline's data set. */
export const scannedProblem = ({
  path,
  unlabeled,
}: {
  path: string;
  unlabeled?: readonly string[];
}): FolderProblem | null => folderProblem(scanFolder(path, unlabeled), unlabeled);

/** The problem as a sentence. */
export const problemText = (folder: string, { must, found }: FolderProblem): string =>
  `${folder} ${must} (got ${found})`;

const problem = (
  code: ErrorCode,
  must: string,
  found: string,
  cure = layoutNeeded,
  key: FolderProblem['key'] = 'path',
): FolderProblem => ({ code, must, found, cure, key });

const checks: readonly Check[] = [
  ({ kind }) =>
    kind === 'folder'
      ? null
      : problem(
          'EAGAN_DATASET_NOT_FOUND',
          'must be a folder',
          pathKinds[kind],
          kind === 'denied' ? permission : undefined,
        ),
  ({ denied: [first] }) =>
    first
      ? problem(
          'EAGAN_DATASET_NOT_FOUND',
          'must be a folder that can be listed',
          `${first.code} for ${first.name === '' ? 'the folder itself' : shownName(first.name)}`,
          permission,
        )
      : null,
  ({ outside }) =>
    outside.length === 0
      ? null
      : problem('EAGAN_PATH_OUTSIDE', 'must have no link that leads out of it', listed(outside), allowLinks),
  (scanned) =>
    scanned.classes.length + scanned.unlabeled.length === 0
      ? problem('EAGAN_DATASET_EMPTY', 'must have images under train/', foundLayout(scanned), layoutCure(scanned))
      : null,
  ({ classes, unlabeled }, asked) => {
    const missing = asked.find((name) => !unlabeled.includes(name));
    if (missing === undefined) return null;
    const cure = `Name folders under train/, next to the classes; ${looseImages} stands for images beside these folders.`;
    const found =
      missing === looseImages
        ? `${looseImages}, but no image directly in train/`
        : `${shownName(missing)}, which is not among ${listed([...classes, ...unlabeled])}`;
    return problem(
      'EAGAN_DATASET_UNSUITABLE',
      'must have the unlabeled folders under train/',
      found,
      cure,
      'unlabeled',
    );
  },
  ({ classes, unlabeled }) => {
    const most = unlabeled.length > 0 ? mostClasses - 1 : mostClasses;
    if (classes.length <= most) return null;
    const must = `must have at most ${most} class folders under train/`;
    return problem('EAGAN_DATASET_UNSUITABLE', must, String(classes.length));
  },
  ({ counts }) => {
    const empty = counts.filter(({ train }) => train === 0).map(({ name }) => `train/${name}`);
    if (empty.length === 0) return null;
    return problem('EAGAN_DATASET_EMPTY', 'must have images in each class folder', `none in ${listed(empty)}`);
  },
  ({ strangers }) =>
    strangers.length === 0
      ? null
      : problem(
          'EAGAN_DATASET_UNSUITABLE',
          'must have each folder of test/ under train/ as well',
          listed(strangers.map((name) => `test/${name}`)),
          'Rename or remove these folders, or add images of these classes under train/.',
        ),
];

const permission = 'Give this user permission to read the folder and its subfolders.';
const allowLinks = `Copy the files into the folder, or allow the folder where they are: ${howToAllow}`;
const pathKinds = { missing: 'nothing there', file: 'a file', denied: 'a path that this user may not read' };

/** The first five names. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(shownName).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** What there is instead of train/<class>/. */
function foundLayout(scanned: ScannedFolder): string {
  const { folders, images } = outside(scanned);
  if (scanned.ignored.some(({ name }) => name.startsWith('train/'))) return 'train/ without an image or class folder';
  const besides = images > 0 ? ` and ${formatCount(images, 'image')} beside them` : '';
  if (folders.length > 0) return `no train/, but ${listed(folders.map((name) => `${name}/`))}${besides}`;
  return scanned.ignored.length > 0 ? 'no train/, and no image' : 'an empty folder';
}

function layoutCure(scanned: ScannedFolder): string {
  const { folders, images } = outside(scanned);
  if (folders.length === 0) return layoutNeeded;
  if (images > 0)
    return `${layoutNeeded} Create a folder train and move the class folders into it, or move the images without a class there.`;
  return basename(scanned.folder) === 'train'
    ? `${layoutNeeded} Name the folder above this one.`
    : `${layoutNeeded} Create a folder train and move the class folders into it.`;
}

/** Entries that would be used in another layout: folders that may be classes, and images beside them. */
function outside({ ignored }: ScannedFolder): { folders: string[]; images: number } {
  const top = ignored.filter(({ name }) => !name.replaceAll(/\/\/[0-9A-F]{2}/g, '').includes('/'));
  return {
    folders: top.filter(({ isFolder, reason }) => isFolder && reason !== 'hidden').map(({ name }) => name),
    images: top.filter(({ isFolder, reason }) => !isFolder && reason === 'neither train/ nor test/').length,
  };
}
