// The digest of an image folder's contents: taken at the door and again by the ingest, so that a changed folder is noticed.
import { digestJson, type Digest } from '../domain/digest.js';
import { listFolder } from './list-folder.js';
import { readImages } from './read-images.js';
import type { FolderContents, IngestProgress } from './types.js';

/** Digest over [name, digest of its bytes] of all files, sorted by name. */
export function contentsDigest(files: ReadonlyMap<string, Digest | null>): Digest {
  return digestJson([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads the whole folder once. Throws EAGAN_DATASET_NOT_FOUND, EAGAN_DATASET_EMPTY or EAGAN_DATASET_UNSUITABLE. */
export async function folderContents(folder: string, onProgress?: IngestProgress): Promise<FolderContents> {
  const { classes, train, test } = await listFolder(folder);
  const files = [...train, ...(test ?? [])];
  const digests = new Map<string, Digest | null>();
  for await (const [file, { digest }] of readImages(files, 'digests')) {
    digests.set(file.name, digest);
    if (digests.size % 500 === 0) await onProgress?.(digests.size, files.length);
  }
  return { digest: contentsDigest(digests), files: files.length, classes };
}
