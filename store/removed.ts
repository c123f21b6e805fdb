// What `eagan gc` took away on purpose: lists of digests, so that their absence is told from a loss.
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { FileLayer } from './file-layer.js';
import { appendEntry, readEntries } from './numbered-files.js';

interface RemovedList {
  readonly schemaVersion: 1;
  readonly at: string;
  readonly digests: readonly Digest[];
}

const folderOf = (root: string): string => join(root, 'removed');

/**
 * Digests of every state that was removed from the store in that folder; one that was made again since is among them,
 * too.
 */
export async function removedStates(files: FileLayer, root: string): Promise<ReadonlySet<Digest>> {
  const lists = await readEntries<RemovedList>(files, folderOf(root));
  return new Set(lists.flatMap(({ digests }) => digests ?? []));
}

/** Writes down what is about to be removed. */
export async function noteRemoved(
  files: FileLayer,
  root: string,
  at: string,
  digests: readonly Digest[],
): Promise<void> {
  await appendEntry(files, folderOf(root), { schemaVersion: 1, at, digests } satisfies RemovedList);
}
