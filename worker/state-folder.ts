// A state folder is used only if nobody else could have changed it; and nobody else may look into it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivate } from '../scripts/privacy.mjs';
import { distrustOf, entryDistrust, notTrusted, type Distrust } from '../scripts/trust.mjs';
import { statePaths } from './state-paths.js';

type EntryKind = Parameters<typeof entryDistrust>[1];

const otherwise = 'Or choose another state folder with --home or EAGAN_HOME.';

/**
 * Throws EAGAN_NOT_TRUSTED if other users could have changed the folder, or if a link is in place of something that
 * eagan makes there. Takes the rights of others from what an earlier version made. Makes nothing.
 */
export function secureStateFolder(folder: string): void {
  const distrust = stateFolderDistrust(folder);
  if (distrust) throw notTrusted(distrust, folder, otherwise);
  makePrivate(folder);
  for (const [path] of ownEntries(folder)) makePrivate(path);
}

/** Why a state folder is not trusted; null if it is. */
export function stateFolderDistrust(folder: string): Distrust | null {
  const distrust = distrustOf(folder);
  if (distrust) return distrust;
  const entries = ownEntries(folder).map(([path, kind]) => entryDistrust(path, kind));
  return entries.find((found) => found !== null) ?? null;
}

/** What eagan makes in a state folder, down to the files of logs and server. The store looks at its own entries. */
function ownEntries(folder: string): (readonly [path: string, kind: EntryKind])[] {
  const { store, runs, logs, temporal, socket, secret } = statePaths(folder);
  const below = [logs, temporal].flatMap((parent) => namesIn(parent).map((name) => join(parent, name)));
  const folders = [store, runs, logs, temporal, join(folder, 'calibrations'), join(folder, 'drills')];
  return [
    ...folders.map((path) => [path, 'folder'] as const),
    [socket, 'lock'],
    [secret, 'file'],
    ...below.map((path) => [path, 'no link'] as const),
  ];
}

/** None if there is no such folder. What stands in its place is judged by its own entry. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
