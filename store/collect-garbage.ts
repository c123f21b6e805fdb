// `eagan gc --apply`: removes what nothing needs. A writer that uses an object at the same moment keeps it.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { createFileLayer, type FileLayer } from './file-layer.js';
import { planGarbage, type Garbage, type GarbagePlan } from './garbage.js';
import type { Actor } from '../domain/ledger/actor.js';
import { fastJsonDigest } from './objects.js';
import { noteRemoved, removedListOf, type RemovedList } from './removed.js';
import { tellRun } from './tell-run.js';
import type { Store } from './types.js';

export interface Collection extends GarbagePlan {
  /** What was removed, without objects that were used meanwhile. */
  readonly removed: readonly Garbage[];
}

interface CollectOptions {
  /** Who asked for it; the ledgers of the runs keep it. */
  readonly by?: Actor;
  readonly files?: FileLayer;
}

/**
 * Removes what the plan at the time `now` (ms since 1970) lists; every move and removal goes through `files`. Throws
 * what `planGarbage` throws; then nothing is removed.
 */
export async function collectGarbage(
  store: Store,
  now: number,
  { by, files = createFileLayer({ root: store.folder }) }: CollectOptions = {},
): Promise<Collection> {
  await restoreTrash(files, store.folder);
  const plan = await planGarbage(store, now);
  const states = plan.goes.flatMap(({ kind, digest }) => (kind === 'state' ? [digest!] : []));
  if (states.length > 0) {
    const list = removedListOf(new Date(now).toISOString(), states);
    await tellCollected(store, plan, list, by);
    await noteRemoved(files, store.folder, list);
  }
  const removed: Garbage[] = [];
  for (const garbage of plan.goes) {
    if (await remove(files, store.folder, garbage)) removed.push(garbage);
  }
  return { ...plan, removed };
}

/** Enters in the ledger of each run that its states go, before they do. */
async function tellCollected(
  store: Store,
  { ofRuns }: GarbagePlan,
  list: RemovedList,
  by: Actor | undefined,
): Promise<void> {
  const digest = fastJsonDigest(list);
  for (const { run, removed, bytes } of ofRuns)
    await tellRun(store, run, { kind: 'collected', removed, bytes, list: digest, ...(by ? { by } : {}) });
}

/** Puts back what a killed gc had moved to the trash and not looked at again. */
async function restoreTrash(files: FileLayer, root: string): Promise<void> {
  const trash = join(root, 'trash');
  for (const digest of (await files.list(trash)).filter(isDigest)) {
    if (isFileAt(join(trash, digest))) await files.move(join(trash, digest), objectPath(root, digest));
  }
}

/**
 * A writer that finds an object refreshes its time (store/objects.ts). Either it did so before the move, and it is seen
 * here; or it finds no object and writes a new one.
 */
async function remove(files: FileLayer, root: string, { path, digest, modifiedAt }: Garbage): Promise<boolean> {
  if (digest === null) {
    await files.remove(join(root, path));
    await files.removeEmpty(join(root, path, '..'));
    return true;
  }
  const trashed = join(root, 'trash', digest);
  if (!(await files.move(join(root, path), trashed))) return false;
  const found = await files.look(trashed);
  if (found && found.modifiedAt > modifiedAt) {
    await files.move(trashed, join(root, path));
    return false;
  }
  await files.remove(trashed);
  return true;
}

const isDigest = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/** Only files go back: a folder or a link is nothing that gc put there. */
const isFileAt = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function objectPath(root: string, digest: string): string {
  return join(root, 'objects', digest.slice(0, 2), digest.slice(2));
}
