// What a format says of itself: its files, where people get them, and how their records become images. Everything else
// is done once for all formats (reader.ts). A new format is one file in kinds/ and its row in datasets/kinds.ts.
import type { IngestedDataset, RecordKind } from '../../domain/dataset.js';
import type { EaganError } from '../../domain/errors.js';
import type { FormatError } from '../../formats/format-error.js';

export type Split = 'train' | 'heldOut';

/** One image of a file, and its class. */
export interface ImageRecord {
  /** 0 to 255; null: the image has no class. */
  readonly label: number | null;
  /** The image as size × size × 3 bytes, RGB. It is called only for images that are used. */
  readonly image: (size: number) => Uint8Array | Promise<Uint8Array>;
  /** The image file that is decoded for it: large ones wait for each other. Absent: there is none. */
  readonly encoded?: Uint8Array;
}

/** A file of the data set. */
export interface NeededFile {
  /** By which the format opens it, and which is part of the digest of the contents. */
  readonly name: string;
  /** What lies in the folder. If only this name ends with `.gz`, it is unpacked while it is read. */
  readonly file: string;
}

export const isPacked = ({ name, file }: NeededFile): boolean => file.endsWith('.gz') && !name.endsWith('.gz');

/** Which files a folder has. */
export interface FilesFound {
  readonly needed: readonly NeededFile[];
  /** Names of files that are not there, as people know them. */
  readonly missing: readonly string[];
}

/** The files of a folder, without reading an image. Of a `.gz` nobody knows the size. */
export interface FilesAtHand {
  readonly bytes: (name: string) => number | null;
  /** The first `length` bytes; fewer if there are no more. */
  readonly start: (name: string, length: number) => Uint8Array;
}

/** How many images a split has. */
export interface SplitCounts {
  readonly labelled: number;
  readonly unlabeled: number;
}

/** A file that is being read, from its beginning. */
export interface RecordFile {
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The error to throw if the file must have something at a byte, and has not: EAGAN_DATASET_DAMAGED. */
  readonly refuse: (offset: number, must: string, found: string) => EaganError;
  /** The error to throw for what a parser says of the file: EAGAN_DATASET_DAMAGED. */
  readonly damaged: (error: FormatError) => EaganError;
}

/** The files of a data set, in a folder or in an archive. */
export interface RecordFiles {
  /** In an archive, what lies before the last opened file costs another passage. */
  open(name: string): Promise<RecordFile>;
  /** A small file as a whole. Throws EAGAN_DATASET_DAMAGED if it has more than `atMost` bytes. */
  whole(name: string, atMost: number): Promise<Uint8Array>;
  /** The same errors as a file's own. */
  refuse(name: string, offset: number, must: string, found: string): EaganError;
  damaged(name: string, error: FormatError): EaganError;
  /** True where damage is listed, and reading goes on behind it; false: the error is to be thrown. */
  passOver(error: unknown): boolean;
}

/** A data set that is being read. */
export interface OpenRecords {
  /** By label; null: numbers, as many as the labels of the training images need. */
  readonly classes: readonly string[] | null;
  /** In an order that depends on nothing but the contents. */
  records(split: Split): AsyncIterable<ImageRecord>;
}

/** An archive as its authors publish it. */
interface PublishedArchive {
  readonly name: string;
  readonly bytes: number;
  readonly md5: string;
}

export interface RecordFormat<Kind extends RecordKind = RecordKind> {
  /** `CIFAR-10 (binary version)`. */
  readonly title: string;
  /** Where people get the files: a sentence. */
  readonly origin: string;
  /** The folder that unpacking the archive makes; null: none. */
  readonly folder: string | null;
  /** Folders whose files are looked for as well, as `folder/name`; absent: none. */
  readonly below?: readonly string[];
  readonly archive: PublishedArchive | null;
  /** Published MD5 digests of files as they lie, by their names. Files with others are read too, and a note says so. */
  readonly md5s: Readonly<Record<string, string>>;
  /** Which of the names in a folder are read; null: those in an archive, where nobody has looked yet. */
  readonly files: (dataset: IngestedDataset<Kind>, names: readonly string[] | null) => FilesFound;
  /** From sizes and headers; null: they do not say. What is damaged may be counted wrongly: reading finds it. */
  readonly counts: (
    dataset: IngestedDataset<Kind>,
    files: FilesAtHand,
    needed: readonly NeededFile[],
  ) => Readonly<Record<Split, SplitCounts>> | null;
  readonly open: (
    dataset: IngestedDataset<Kind>,
    files: RecordFiles,
    needed: readonly NeededFile[],
  ) => Promise<OpenRecords>;
  /** Names what decodes the images, if that is not only this program: part of the ingest's key. */
  readonly decoder?: () => Promise<string>;
}
