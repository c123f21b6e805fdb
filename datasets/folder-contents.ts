// The digest of an image folder's contents: taken at the door and again by the ingest, so that a changed folder is noticed.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { digestJson, type Digest } from '../domain/digest.js';
import { listFolder, type ImageFile } from './list-folder.js';
import { mapInOrder } from './map-in-order.js';
import type { FolderContents, IngestProgress } from './types.js';

/** How many files are read at once. */
export const readersAtOnce = 8;

/** The bytes of a file and their digest; both null when it cannot be read (a dangling link, no permission). */
export interface ReadImage {
  readonly bytes: Uint8Array | null;
  readonly digest: Digest | null;
}

/** Reads one file; never throws for an unreadable one, because whether that is an error is the pipeline's to say. */
export async function readImage(file: ImageFile): Promise<ReadImage> {
  const bytes = await readFile(file.path).catch(() => null);
  return { bytes, digest: bytes && createHash('sha256').update(bytes).digest('hex') };
}

/** Digest over [name, digest of its bytes] of all files, sorted by name. */
export function contentsDigest(files: ReadonlyMap<string, Digest | null>): Digest {
  return digestJson([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads the whole folder once. Throws EAGAN_DATASET_NOT_FOUND, EAGAN_DATASET_EMPTY or EAGAN_DATASET_UNSUITABLE. */
export async function folderContents(folder: string, onProgress?: IngestProgress): Promise<FolderContents> {
  const { classes, train, test } = await listFolder(folder);
  const files = [...train, ...(test ?? [])];
  const digests = new Map<string, Digest | null>();
  for await (const [file, { digest }] of mapInOrder(files, readersAtOnce, readImage)) {
    digests.set(file.name, digest);
    if (digests.size % 500 === 0) await onProgress?.(digests.size, files.length);
  }
  return { digest: contentsDigest(digests), files: files.length, classes };
}
