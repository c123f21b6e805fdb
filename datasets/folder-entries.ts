// Lists folders of images without opening a file: entries by name, what cannot be listed, and links that lead out.
import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { isImageName } from './formats.js';
import { entryPath, nameText, type BytePath } from './names.js';

/** What a path is; `denied`: it cannot be examined (no permission, a disk error). */
export type PathKind = 'missing' | 'file' | 'folder' | 'denied';

export interface FolderEntry {
  readonly name: string;
  readonly path: BytePath;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** True for a folder that may be a class. */
export const isClassFolder = ({ name, isFolder }: FolderEntry): boolean => isFolder && !name.startsWith('.');

/** True for a file that is read as an image. */
export const isImageFile = ({ name, isFolder }: FolderEntry): boolean => !isFolder && isImageName(name);

export class FolderEntries {
  /** What could not be listed: a path below the data folder, and the error's code. */
  readonly denied: { name: string; code: string }[] = [];
  /** Links that lead out of the data folder; no list has them. */
  readonly outside: string[] = [];

  /** `reach`: where links may lead; null: anywhere. */
  constructor(private readonly reach: ((place: string) => boolean) | null) {}

  /** Sorted by name in code unit order, which no locale changes. `prefix`: the folder's path below the data folder. */
  of(folder: BytePath, prefix: string): FolderEntry[] {
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

  private isOutside({ path, name, isLink }: FolderEntry, prefix: string): boolean {
    if (!isLink || this.reach === null) return false;
    const target = targetOf(path);
    const leadsOut = target !== null && !this.reach(target);
    if (leadsOut) this.outside.push(prefix + name);
    return leadsOut;
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
function entryOf(folder: BytePath, entry: Dirent<Buffer>): FolderEntry {
  const path = entryPath(folder, entry.name);
  const isFolder = entry.isSymbolicLink() ? pathKind(path) === 'folder' : entry.isDirectory();
  return { name: nameText(entry.name), path, isFolder, isLink: entry.isSymbolicLink() };
}

/** What is at a path. A link is what it leads to. */
export function pathKind(path: BytePath): PathKind {
  let found: Stats;
  try {
    found = statSync(path as string);
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
    return missing ? 'missing' : 'denied';
  }
  return found.isDirectory() ? 'folder' : 'file';
}
