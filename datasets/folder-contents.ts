// The digest of an image folder's contents. `eagan run` takes it and the ingest takes it again, to notice a changed
// folder.
import { digestJson, type Digest } from '../domain/digest.js';
import { chooseImages } from './choose-images.js';
import { bitsOfAll, greatestSample } from './deep-images.js';
import { listFolder } from './list-folder.js';
import { deepRoom } from './image-size.js';
import { mapInOrder } from './map-in-order.js';
import { readImages } from './read-images.js';
import type { ImageFile } from './scan-folder.js';
import type { FolderContents, IngestProgress } from './types.js';
import { unreadableError, type UnreadableFile } from './unreadable.js';

/** What a pipeline says about its folder that matters for the digest; nothing: every file is only counted. */
export interface FolderSettings {
  readonly images: number | null;
  readonly unreadable: 'fail' | 'skip';
  readonly unlabeled?: readonly string[];
}

/** How many 16-bit images are examined at once. */
const deepAtOnce = 4;

/** Digest over [name, digest of its bytes] of all files, sorted by name. */
export function contentsDigest(files: ReadonlyMap<string, Digest | null>): Digest {
  return digestJson([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Reads the whole folder once. Throws EAGAN_DATASET_NOT_FOUND, EAGAN_DATASET_EMPTY or EAGAN_DATASET_UNSUITABLE; and
 * EAGAN_IMAGE_UNREADABLE for files that are used but cannot be read, if the settings say so. It decodes only 16-bit
 * images.
 */
export async function folderContents(
  folder: string,
  onProgress?: IngestProgress,
  settings: FolderSettings = { images: null, unreadable: 'skip' },
): Promise<FolderContents> {
  const listed = listFolder(folder, settings.unlabeled);
  const { classes, train, test } = listed;
  const files = [...train, ...(test ?? [])];
  const { digests, deep, bad } = await readDigests(files, (done) => onProgress?.(done, files.length));
  if (settings.unreadable === 'fail' && bad.length > 0)
    assertReadable(folder, bad, chooseImages(listed, settings.images));
  const sampleBits = await folderBits(deep);
  return { digest: contentsDigest(digests), files: files.length, classes, sampleBits };
}

/** What reading files gives, without decoding them. */
interface ReadDigests {
  /** By the name of the file; null: it cannot be read. */
  readonly digests: ReadonlyMap<string, Digest | null>;
  /** Those that may have 16 bits a sample. */
  readonly deep: readonly ImageFile[];
  readonly bad: readonly UnreadableFile[];
}

/** Reads every file once. */
export async function readDigests(
  files: readonly ImageFile[],
  onProgress: (done: number) => void | Promise<void>,
): Promise<ReadDigests> {
  const digests = new Map<string, Digest | null>();
  const deep: ImageFile[] = [];
  const bad: UnreadableFile[] = [];
  for await (const [file, { digest, problem, mayBeDeep }] of readImages(files, 'digests')) {
    digests.set(file.name, digest);
    if (mayBeDeep) deep.push(file);
    if (problem !== null) bad.push({ name: file.name, reason: problem });
    if (digests.size % 500 === 0) await onProgress(digests.size);
  }
  return { digests, deep, bad };
}

/** Files that are not used may be damaged. */
function assertReadable(
  folder: string,
  bad: readonly UnreadableFile[],
  { train, heldOut }: { readonly train: readonly ImageFile[]; readonly heldOut: readonly ImageFile[] },
): void {
  const chosen = new Set([...train, ...heldOut].map(({ name }) => name));
  const taken = bad.filter(({ name }) => chosen.has(name));
  if (taken.length > 0) throw unreadableError(folder, taken);
}

/** The bits that all 16-bit images together use: one rule for a folder keeps dark images darker than bright ones. */
export async function folderBits(deep: readonly ImageFile[]): Promise<number | null> {
  const greatest: (number | null)[] = [];
  const look = async ([, { bytes }]: [ImageFile, { readonly bytes: Uint8Array | null }]): Promise<number | null> =>
    bytes && greatestSample(bytes);
  for await (const [, most] of mapInOrder(readImages(deep, 'bytes'), deepAtOnce, look, deepRoom)) greatest.push(most);
  return bitsOfAll(greatest);
}
