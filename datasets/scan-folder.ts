// Looks at an image folder without opening a file: its layout, its classes, what is used and what is not, and why.
import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { allowedFolders, reachOf } from '../scripts/confine.mjs';
import { formatNames, ignoredBecause, isImageName } from './formats.js';
import { entryPath, nameText, type BytePath } from './names.js';

/**
 * One image file. Symbolic links to files and folders are followed, within the data folder and the folders that a
 * person allows. Folders below a class folder are not searched.
 */
export interface ImageFile {
  readonly path: BytePath;
  /** Relative to the data folder, with slashes: `train/cat/0001.jpg`; see names.ts for bytes that are not text. */
  readonly name: string;
  readonly label: number;
}

interface IgnoredEntry {
  readonly name: string;
  readonly reason: string;
  /** A folder whose files are not used. */
  readonly isFolder: boolean;
}

/** How many images a class has. */
export interface ClassCount {
  readonly name: string;
  readonly unlabeled: boolean;
  readonly train: number;
  readonly test: number;
}

/** What a path is; `denied`: it cannot be examined (no permission, a disk error). */
type PathKind = 'missing' | 'file' | 'folder' | 'denied';

export interface ScannedFolder {
  readonly folder: string;
  readonly kind: PathKind;
  /** What could not be listed: a path below the folder, and the error's code. */
  readonly denied: readonly { readonly name: string; readonly code: string }[];
  /** Sorted; a label is an index into it. Without the unlabeled ones. */
  readonly classes: readonly string[];
  /** Class folders under train/ that the pipeline calls unlabeled. Their images have the label `classes.length`. */
  readonly unlabeled: readonly string[];
  /** The folders under train/ in the order of their images: the classes, then the unlabeled ones. */
  readonly counts: readonly ClassCount[];
  /** Sorted by class, then by name; the unlabeled ones come last. */
  readonly train: readonly ImageFile[];
  /** Under test/, in folders with the same names. */
  readonly test: readonly ImageFile[];
  /** Folders under test/ that train/ does not have. */
  readonly strangers: readonly string[];
  readonly ignored: readonly IgnoredEntry[];
  /** Links that lead out of the folder; they are in no list. */
  readonly outside: readonly string[];
}

/**
 * Where links may lead. `anywhere`: only for an ingest, which takes nothing but the contents that were found when the
 * run was made. At that time they had to be within.
 */
export type LinkReach = 'within' | 'anywhere';

export const layoutNeeded = `The folder must have train/<class>/*.jpg or *.png (or another of ${formatNames}), one folder for each class.`;

interface Entry {
  readonly name: string;
  readonly path: BytePath;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/**
 * Lists the folder; never throws because of its contents. `unlabeled`: folders under train/ whose images have no class.
 */
export function scanFolder(
  folder: string,
  unlabeled: readonly string[] = [],
  links: LinkReach = 'within',
): ScannedFolder {
  return new Scan(folder, unlabeled, links === 'within' ? reachOf([folder, ...allowedFolders()]) : null).result();
}

class Scan {
  private readonly denied: { name: string; code: string }[] = [];
  private readonly ignored: IgnoredEntry[] = [];
  private readonly outside: string[] = [];

  constructor(
    private readonly folder: string,
    private readonly unlabeled: readonly string[],
    /** Where links may lead; null: anywhere. */
    private readonly reach: ((place: string) => boolean) | null,
  ) {}

  result(): ScannedFolder {
    const kind = pathKind(this.folder);
    const top = kind === 'folder' ? this.entries(this.folder, '') : [];
    const splitOf = (name: string): Entry | undefined => top.find((entry) => entry.isFolder && entry.name === name);
    this.ignore(
      top.filter((entry) => entry !== splitOf('train') && entry !== splitOf('test')),
      '',
      'neither train/ nor test/',
    );
    const found = this.classFolders(splitOf('train'));
    const isUnlabeled = ({ name }: Entry): boolean => this.unlabeled.includes(name);
    const classes = found.filter((entry) => !isUnlabeled(entry)).map(({ name }) => name);
    const ordered = [...found.filter((entry) => !isUnlabeled(entry)), ...found.filter(isUnlabeled)];
    const held = this.classFolders(splitOf('test'));
    const known = ordered.map(({ name }) => held.find((entry) => entry.name === name));
    const label = (at: number): number => Math.min(at, classes.length);
    const train = ordered.map((entry, at) => this.images(entry, 'train', label(at)));
    const test = known.map((entry, at) => (entry ? this.images(entry, 'test', label(at)) : []));
    return {
      folder: this.folder,
      kind,
      classes,
      unlabeled: found.filter(isUnlabeled).map(({ name }) => name),
      counts: ordered.map((entry, at) => ({
        name: entry.name,
        unlabeled: isUnlabeled(entry),
        train: train[at]!.length,
        test: test[at]!.length,
      })),
      train: train.flat(),
      test: test.flat(),
      strangers: held.filter((entry) => !known.includes(entry)).map(({ name }) => name),
      denied: this.denied,
      ignored: this.ignored,
      outside: this.outside,
    };
  }

  private classFolders(split: Entry | undefined): Entry[] {
    if (!split) return [];
    const entries = this.entries(split.path, `${split.name}/`);
    const isClass = ({ name, isFolder }: Entry): boolean => isFolder && !name.startsWith('.');
    this.ignore(
      entries.filter((entry) => !isClass(entry)),
      `${split.name}/`,
      'outside of a class folder',
    );
    return entries.filter(isClass);
  }

  private images({ name: className, path }: Entry, split: string, label: number): ImageFile[] {
    const prefix = `${split}/${className}/`;
    const entries = this.entries(path, prefix);
    const isImage = ({ name, isFolder }: Entry): boolean => !isFolder && isImageName(name);
    this.ignore(
      entries.filter((entry) => !isImage(entry)),
      prefix,
      'deeper folder',
    );
    return entries.filter(isImage).map((entry) => ({ path: entry.path, name: `${prefix}${entry.name}`, label }));
  }

  /** `folders`: why a folder, or an image, is not used there. */
  private ignore(entries: readonly Entry[], prefix: string, why: string): void {
    for (const { name, isFolder } of entries) {
      const reason = name.startsWith('.') || (!isFolder && !isImageName(name)) ? ignoredBecause(name) : why;
      this.ignored.push({ name: prefix + name, reason, isFolder });
    }
  }

  private isOutside({ path, name, isLink }: Entry, prefix: string): boolean {
    if (!isLink || this.reach === null) return false;
    const target = targetOf(path);
    const leadsOut = target !== null && !this.reach(target);
    if (leadsOut) this.outside.push(prefix + name);
    return leadsOut;
  }

  /** Sorted by name in code unit order, which no locale changes. */
  private entries(folder: BytePath, prefix: string): Entry[] {
    try {
      const found = readdirSync(folder as string, { withFileTypes: true, encoding: 'buffer' });
      return found
        .map((entry) => entryOf(folder, entry as unknown as Dirent<Buffer>))
        .filter((entry) => !this.isOutside(entry, prefix))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.denied.push({ name: prefix, code });
      return [];
    }
  }
}

/** The real path of a link's file or folder; null for anything else, which nobody opens. */
function targetOf(path: BytePath): string | null {
  const kind = pathKind(path);
  if (kind !== 'file' && kind !== 'folder') return null;
  const found = statSync(path as string);
  return found.isFile() || found.isDirectory() ? realpathSync.native(path as string) : null;
}

/** Follows a link; a dangling one is not a folder. */
function entryOf(folder: BytePath, entry: Dirent<Buffer>): Entry {
  const path = entryPath(folder, entry.name);
  const isFolder = entry.isSymbolicLink() ? pathKind(path) === 'folder' : entry.isDirectory();
  return { name: nameText(entry.name), path, isFolder, isLink: entry.isSymbolicLink() };
}

function pathKind(path: BytePath): PathKind {
  let found: Stats;
  try {
    found = statSync(path as string);
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
    return missing ? 'missing' : 'denied';
  }
  return found.isDirectory() ? 'folder' : 'file';
}
