// What `eagan gc` took away on purpose: lists of digests, so that their absence is told from a loss.
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';

interface RemovedList {
  readonly schemaVersion: 1;
  readonly at: string;
  readonly digests: readonly Digest[];
}

const folderOf = (root: string): string => join(root, 'removed');

/** Digests of every state that was removed from the store in that folder; one that was made again since is among them, too. */
export async function removedStates(files: FileLayer, root: string): Promise<ReadonlySet<Digest>> {
  const names = await files.list(folderOf(root));
  const lists = await Promise.all(names.map((name) => files.read(join(folderOf(root), name))));
  return new Set(lists.flatMap((bytes) => tryJson<RemovedList>(bytes)?.digests ?? []));
}

/** Writes down what is about to be removed. */
export async function noteRemoved(
  files: FileLayer,
  root: string,
  at: string,
  digests: readonly Digest[],
): Promise<void> {
  for (;;) {
    const next = Number.parseInt((await files.list(folderOf(root))).at(-1) ?? '0', 10) + 1;
    const path = join(folderOf(root), `${String(next).padStart(8, '0')}.json`);
    if (await files.writeNew(path, toJson({ schemaVersion: 1, at, digests } satisfies RemovedList))) return;
  }
}
