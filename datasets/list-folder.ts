// Lists an image folder: train/<class>/*.jpg|png and, when it is there, test/<class>/… as held-out images.
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EaganError, type ErrorCode } from '../domain/errors.js';

/** One image file. Symbolic links to files and folders are followed; what is below a class folder's own files is not looked at. */
export interface ImageFile {
  readonly path: string;
  /** Relative to the data folder, with slashes: `train/cat/0001.jpg`. */
  readonly name: string;
  readonly label: number;
}

export interface ListedFolder {
  /** Sorted; a label is an index into it. */
  readonly classes: readonly string[];
  /** Sorted by class, then by name. */
  readonly train: readonly ImageFile[];
  /** null: the folder has no images under test/. */
  readonly test: readonly ImageFile[] | null;
}

const imageName = /^[^.].*\.(jpe?g|png)$/i;
const layout = 'The folder must hold train/<class>/*.jpg or *.png, one folder for each class.';

/** Lists the folder. Throws EAGAN_DATASET_NOT_FOUND, EAGAN_DATASET_EMPTY or EAGAN_DATASET_UNSUITABLE. */
export async function listFolder(folder: string): Promise<ListedFolder> {
  if (!(await pathIsFolder(folder))) refuse('EAGAN_DATASET_NOT_FOUND', `there is no folder ${folder}`);
  const classes = await classFolders(join(folder, 'train'));
  if (classes.length === 0) refuse('EAGAN_DATASET_EMPTY', `${folder} holds no class folder under train/`);
  if (classes.length === 1 || classes.length > 256)
    refuse('EAGAN_DATASET_UNSUITABLE', `${folder}/train must hold 2 to 256 class folders (got ${classes.length})`);
  const train = await listSplit(folder, 'train', classes);
  const empty = classes.find((_, label) => !train.some((file) => file.label === label));
  if (empty !== undefined) refuse('EAGAN_DATASET_EMPTY', `${folder}/train/${empty} holds no image`);
  return { classes, train, test: await listTest(folder, classes) };
}

async function listTest(folder: string, classes: readonly string[]): Promise<ImageFile[] | null> {
  const stranger = (await classFolders(join(folder, 'test'))).find((name) => !classes.includes(name));
  if (stranger !== undefined)
    refuse('EAGAN_DATASET_UNSUITABLE', `${folder}/test/${stranger} has no counterpart under train/`);
  const files = await listSplit(folder, 'test', classes);
  return files.length === 0 ? null : files;
}

async function listSplit(folder: string, split: string, classes: readonly string[]): Promise<ImageFile[]> {
  const files: ImageFile[] = [];
  for (const [label, name] of classes.entries()) {
    const classFolder = join(folder, split, name);
    for (const entry of await sortedEntries(classFolder)) {
      if (!imageName.test(entry.name) || (await isFolder(classFolder, entry))) continue;
      files.push({ path: join(classFolder, entry.name), name: `${split}/${name}/${entry.name}`, label });
    }
  }
  return files;
}

async function classFolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await sortedEntries(folder)) {
    if (!entry.name.startsWith('.') && (await isFolder(folder, entry))) names.push(entry.name);
  }
  return names;
}

/** Sorted by name in code unit order, which no locale changes; none when there is no such folder. */
async function sortedEntries(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

/** Follows a link; a dangling one is no folder. */
async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  return entry.isSymbolicLink() ? pathIsFolder(join(parent, entry.name)) : entry.isDirectory();
}

const pathIsFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

function refuse(code: ErrorCode, message: string): never {
  throw new EaganError(code, message, layout);
}
