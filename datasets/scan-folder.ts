// Looks at an image folder without opening a file: its layout, its classes, what is used and what is not, and why.
import { allowedFolders, reachOf } from '../scripts/confine.mjs';
import {
  FolderEntries,
  isClassFolder,
  isImageFile,
  pathKind,
  type FolderEntry,
  type PathKind,
} from './folder-entries.js';
import { formatNames, ignoredBecause } from './formats.js';
import type { BytePath } from './names.js';

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

/** The images directly in train/ and test/, as a group without a class: what `dataset.unlabeled` calls them. */
export const looseImages = '.';

/** How many images a class has. */
export interface ClassCount {
  readonly name: string;
  readonly unlabeled: boolean;
  readonly train: number;
  readonly test: number;
}

export interface ScannedFolder {
  readonly folder: string;
  readonly kind: PathKind;
  /** What could not be listed: a path below the folder, and the error's code. */
  readonly denied: readonly { readonly name: string; readonly code: string }[];
  /** Sorted; a label is an index into it. Without the unlabeled ones. */
  readonly classes: readonly string[];
  /**
   * Groups of images without a class: folders that the pipeline calls unlabeled, and `looseImages`. Their images have
   * the label `classes.length`.
   */
  readonly unlabeled: readonly string[];
  /** The groups of images in their order: the classes, then the unlabeled ones. */
  readonly counts: readonly ClassCount[];
  /** Sorted by class, then by name; the unlabeled ones come last. */
  readonly train: readonly ImageFile[];
  /** Under test/, in folders with the same names. */
  readonly test: readonly ImageFile[];
  /** Folders under test/ that train/ does not have. */
  readonly strangers: readonly string[];
  readonly ignored: readonly IgnoredEntry[];
  /** How many images lie directly in train/ or test/ beside class folders, and are not used. */
  readonly unusedLoose: number;
  /** Links that lead out of the folder; they are in no list. */
  readonly outside: readonly string[];
}

/**
 * Where links may lead. `anywhere`: only for an ingest, which takes nothing but the contents that were found when the
 * run was made. At that time they had to be within.
 */
export type LinkReach = 'within' | 'anywhere';

export const layoutNeeded = `The folder must have train/<class>/*.jpg or *.png (or another of ${formatNames}), one folder for each class. Images without classes may lie directly in train/, or in the folder itself.`;

/** Why an image beside class folders is not used. */
const besideClasses = 'outside of a class folder';

/** The folder of a split, or the data folder itself if it has only images. */
interface Split {
  /** Before the names of its files: `train/`, or nothing. */
  readonly prefix: string;
  readonly entries: readonly FolderEntry[];
}

/**
 * Lists the folder; never throws because of its contents. `unlabeled`: folders under train/ whose images have no class;
 * `looseImages` stands for the images beside these folders. Without any folder under train/ they need not be named.
 */
export function scanFolder(
  folder: string,
  unlabeled: readonly string[] = [],
  links: LinkReach = 'within',
): ScannedFolder {
  return new Scan(folder, unlabeled, links === 'within' ? reachOf([folder, ...allowedFolders()]) : null).result();
}

class Scan {
  private readonly listing: FolderEntries;
  private readonly ignored: IgnoredEntry[] = [];

  constructor(
    private readonly folder: string,
    private readonly unlabeled: readonly string[],
    reach: ((place: string) => boolean) | null,
  ) {
    this.listing = new FolderEntries(reach);
  }

  result(): ScannedFolder {
    const kind = pathKind(this.folder);
    const { train, test } = this.splits(kind === 'folder' ? this.listing.of(this.folder, '') : []);
    const takesLoose = this.takesLoose(train);
    for (const split of [train, test]) this.ignoreBeside(split, takesLoose);
    const names = train.entries.filter(isClassFolder).map(({ name }) => name);
    const classes = names.filter((name) => !this.unlabeled.includes(name));
    const unlabeled = [...names.filter((name) => this.unlabeled.includes(name)), ...(takesLoose ? [looseImages] : [])];
    const groups = [...classes, ...unlabeled];
    const imagesIn = (split: Split): ImageFile[][] =>
      groups.map((name, at) => this.images(split, name, Math.min(at, classes.length)));
    const [trained, tested] = [imagesIn(train), imagesIn(test)];
    return {
      folder: this.folder,
      ...{ kind, classes, unlabeled },
      counts: groups.map((name, at) => ({
        name,
        unlabeled: at >= classes.length,
        train: trained[at]!.length,
        test: tested[at]!.length,
      })),
      train: trained.flat(),
      test: tested.flat(),
      strangers: test.entries.filter((entry) => isClassFolder(entry) && !groups.includes(entry.name)).map(nameOf),
      denied: this.listing.denied,
      ignored: this.ignored,
      unusedLoose: this.ignored.filter(({ reason }) => reason === besideClasses).length,
      outside: this.listing.outside,
    };
  }

  /** A folder that has images, no train/, and no other folder than test/ is its own train/. */
  private splits(top: readonly FolderEntry[]): { train: Split; test: Split } {
    const folderOf = (name: string): FolderEntry | undefined =>
      top.find((entry) => entry.isFolder && entry.name === name);
    const [train, test] = [folderOf('train'), folderOf('test')];
    const others = top.filter((entry) => entry !== train && entry !== test);
    const isFlat = !train && others.some(isImageFile) && !others.some(isClassFolder);
    if (!isFlat) this.ignore(others, '', 'neither train/ nor test/');
    return { train: isFlat ? { prefix: '', entries: others } : this.splitIn(train), test: this.splitIn(test) };
  }

  private splitIn(entry: FolderEntry | undefined): Split {
    if (!entry) return { prefix: '', entries: [] };
    const prefix = `${entry.name}/`;
    return { prefix, entries: this.listing.of(entry.path, prefix) };
  }

  /** Beside folders, loose images are used only if the pipeline says so: they may be there by mistake. */
  private takesLoose({ entries }: Split): boolean {
    return entries.some(isImageFile) && (!entries.some(isClassFolder) || this.unlabeled.includes(looseImages));
  }

  private ignoreBeside({ prefix, entries }: Split, takesLoose: boolean): void {
    const isUsed = (entry: FolderEntry): boolean => isClassFolder(entry) || (takesLoose && isImageFile(entry));
    this.ignore(
      entries.filter((entry) => !isUsed(entry)),
      prefix,
      besideClasses,
    );
  }

  private images({ prefix, entries }: Split, group: string, label: number): ImageFile[] {
    const file = (entry: FolderEntry, below: string): ImageFile => ({
      path: entry.path,
      name: below + entry.name,
      label,
    });
    if (group === looseImages) return entries.filter(isImageFile).map((entry) => file(entry, prefix));
    const folder = entries.find((entry) => isClassFolder(entry) && entry.name === group);
    if (!folder) return [];
    const below = `${prefix}${group}/`;
    const found = this.listing.of(folder.path, below);
    this.ignore(
      found.filter((entry) => !isImageFile(entry)),
      below,
      'deeper folder',
    );
    return found.filter(isImageFile).map((entry) => file(entry, below));
  }

  /** `why`: why a folder, or an image, is not used there. */
  private ignore(entries: readonly FolderEntry[], prefix: string, why: string): void {
    for (const entry of entries) {
      const { name, isFolder } = entry;
      const reason = name.startsWith('.') || (!isFolder && !isImageFile(entry)) ? ignoredBecause(name) : why;
      this.ignored.push({ name: prefix + name, reason, isFolder });
    }
  }
}

const nameOf = ({ name }: FolderEntry): string => name;
