// What `eagan gc` removed on purpose: lists of digests, to tell removed from lost objects.
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import { digest, fields, listOf } from '../domain/shape.js';
import type { FileLayer } from './file-layer.js';
import { appendEntry, readEntries } from './numbered-files.js';

export interface RemovedList {
  readonly schemaVersion: 1;
  readonly at: string;
  readonly digests: readonly Digest[];
}

const removedList = fields({ digests: listOf(digest) });

const folderOf = (root: string): string => join(root, 'removed');

/**
 * Digests of every state that was removed from the store in that folder, including states that were made again since.
 */
export async function removedStates(files: FileLayer, root: string): Promise<ReadonlySet<Digest>> {
  const lists = await readEntries<RemovedList>(files, folderOf(root), removedList);
  return new Set(lists.flatMap(({ digests }) => digests));
}

export const removedListOf = (at: string, digests: readonly Digest[]): RemovedList => ({
  schemaVersion: 1,
  at,
  digests,
});

/** Records what is about to be removed. */
export async function noteRemoved(files: FileLayer, root: string, list: RemovedList): Promise<void> {
  await appendEntry(files, folderOf(root), list);
}
