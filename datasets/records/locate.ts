// Where the files of a data set are, without reading one: in the folder that a pipeline names, in the official folder
// below it, in the archive as downloaded, or in the one file that is named. Or why they are nowhere.
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { IngestedDataset, RecordKind } from '../../domain/dataset.js';
import { allowedFolders, howToAllow, reachOf } from '../../scripts/confine.mjs';
import type { FolderProblem } from '../folder-problem.js';
import type { FilesFound, NeededFile, RecordFormat } from './format.js';

export type Located =
  | { readonly kind: 'folder'; readonly folder: string; readonly needed: readonly NeededFile[] }
  | { readonly kind: 'archive'; readonly file: string; readonly needed: readonly NeededFile[] }
  | { readonly kind: 'problem'; readonly problem: FolderProblem; readonly isMissing: boolean };

/** Looks only at names. `links`: whether what links lead to must be allowed. */
export function locate<Kind extends RecordKind>(
  path: string,
  dataset: IngestedDataset<Kind>,
  format: RecordFormat<Kind>,
  links: 'within' | 'anywhere' = 'within',
): Located {
  const kind = kindOf(path);
  if (kind === 'missing' || kind === 'denied') return nothing(path, kind, format);
  if (kind === 'file' && isArchiveName(path) && format.archive !== null) return archive(path, path, links, dataset, format);
  const places = kind === 'file' ? [{ folder: dirname(path), names: [basename(path)] }] : foldersOf(path, format);
  const found = places.map(({ folder, names }) => ({ folder, ...format.files(dataset, names) }));
  const whole = found.find(({ missing }) => missing.length === 0);
  if (whole) return confined(path, whole.folder, whole.needed, links);
  const packed = kind === 'folder' && format.archive ? join(path, format.archive.name) : null;
  if (packed !== null && kindOf(packed) === 'file') return archive(packed, path, links, dataset, format);
  return incomplete(found, format);
}

const isArchiveName = (path: string): boolean => /\.(tar\.gz|tgz|tar)$/.test(path);

type Place = 'missing' | 'denied' | 'file' | 'folder' | 'neither';

function kindOf(path: string): Place {
  try {
    const found = statSync(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'neither';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code) ? 'missing' : 'denied';
  }
}

/** The folder itself and, if the official archive makes one, the folder of that name in it. */
function foldersOf(path: string, { folder, below = [] }: RecordFormat<never>): { folder: string; names: string[] }[] {
  const official = folder === null ? [] : [join(path, folder)].filter((one) => kindOf(one) === 'folder');
  const deeper = (one: string): string[] => below.flatMap((name) => namesIn(join(one, name)).map((file) => `${name}/${file}`));
  return [path, ...official].map((one) => ({ folder: one, names: [...namesIn(one), ...deeper(one)] }));
}

/** Sorted; nothing where the folder cannot be listed, so that its files are missing. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function archive<Kind extends RecordKind>(
  file: string,
  path: string,
  links: 'within' | 'anywhere',
  dataset: IngestedDataset<Kind>,
  format: RecordFormat<Kind>,
): Located {
  if (file !== path && links === 'within' && !isWithinReach(path, file)) return outside([basename(file)]);
  return { kind: 'archive', file, needed: format.files(dataset, null).needed };
}

function confined(
  path: string,
  folder: string,
  needed: readonly NeededFile[],
  links: 'within' | 'anywhere',
): Located {
  const base = kindOf(path) === 'folder' ? path : folder;
  const strays = needed.filter(({ file }) => links === 'within' && !isWithinReach(base, join(folder, file)));
  return strays.length > 0 ? outside(strays.map(({ file }) => file)) : { kind: 'folder', folder, needed };
}

function isWithinReach(folder: string, file: string): boolean {
  try {
    return reachOf([folder, ...allowedFolders()])(realpathSync.native(file));
  } catch {
    return true; // A broken link: opening it says so.
  }
}

const outside = (names: readonly string[]): Located => ({
  kind: 'problem',
  isMissing: false,
  problem: {
    code: 'EAGAN_PATH_OUTSIDE',
    must: 'must have no link that leads out of it',
    found: names.join(', '),
    cure: `Copy the files into the folder, or allow the folder where they are: ${howToAllow}`,
    key: 'path',
  },
});

function problem(must: string, found: string, cure: string, isMissing = false): Located {
  return { kind: 'problem', isMissing, problem: { code: 'EAGAN_DATASET_NOT_FOUND', must, found, cure, key: 'path' } };
}

const nothing = (path: string, kind: 'missing' | 'denied', format: RecordFormat<never>): Located =>
  kind === 'denied'
    ? problem(`must hold ${format.title}`, 'a path that this user may not read', 'Give this user permission to read it.')
    : problem(`must hold ${format.title}`, 'nothing there', cureOf(format), true);

/** Of the folders, the one that lacks least says what it lacks. */
function incomplete(found: readonly FilesFound[], format: RecordFormat<never>): Located {
  const [{ missing }] = [...found].sort((a, b) => a.missing.length - b.missing.length) as [FilesFound];
  return problem(`must hold ${format.title}`, `no ${missing.join(', no ')}`, cureOf(format));
}

const cureOf = ({ origin, archive: published }: RecordFormat<never>): string =>
  published === null ? origin : `${origin} Name the folder with its files, or ${published.name} itself.`;
