// A state folder is used only if nobody else could have changed it; and nobody else may look into it.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivate } from '../scripts/privacy.mjs';
import { distrustOf, entryDistrust, notTrusted, type Distrust } from '../scripts/trust.mjs';
import { refuseLinks } from '../store/index.js';
import { stateNames, statePaths } from './state-paths.js';

type EntryKind = Parameters<typeof entryDistrust>[1];

const otherwise = 'Or choose another state folder with --home or EAGAN_HOME.';

/**
 * Throws EAGAN_NOT_TRUSTED if other users could have changed the folder, or if something else is in place of what eagan
 * makes there; EAGAN_STATE_LINK if it is a link in place of a folder. Takes the rights of others from what an earlier
 * version made. Makes nothing.
 */
export function secureStateFolder(folder: string): void {
  const entries = trustStateFolder(folder);
  if (entries === null) return;
  makePrivate(folder);
  // Keys that others could read are not made private in silence: whoever reads the file refuses it.
  for (const [path] of entries) if (path !== statePaths(folder).payloadKeys) makePrivate(path);
}

/** The same look at a folder, which changes nothing. Returns what eagan makes there; null if there is no folder. */
export function trustStateFolder(folder: string): readonly Entry[] | null {
  if (isSomethingElse(folder)) return null;
  const distrust = distrustOf(folder);
  if (distrust) throw notTrusted(distrust, folder, otherwise);
  refuseLinks(folder, stateNames);
  const entries = ownEntries(folder);
  const wrong = firstDistrust(entries);
  if (wrong) throw notTrusted(wrong, folder, otherwise);
  return entries;
}

/** Why a state folder is not trusted; null if it is. */
export function stateFolderDistrust(folder: string): Distrust | null {
  return distrustOf(folder) ?? firstDistrust(ownEntries(folder));
}

/** Where a file or a device is, no state folder can be made: whoever tries says so. */
function isSomethingElse(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}

type Entry = readonly [path: string, kind: EntryKind];

function firstDistrust(entries: readonly Entry[]): Distrust | null {
  for (const [path, kind] of entries) {
    const distrust = entryDistrust(path, kind);
    if (distrust) return distrust;
  }
  return null;
}

/** What eagan makes in a state folder, down to the files of logs and server. The store looks at its own entries. */
function ownEntries(folder: string): Entry[] {
  const { logs, temporal, socket, secret, payloadKeys } = statePaths(folder);
  const below = [logs, temporal].flatMap((parent) => namesIn(parent).map((name) => join(parent, name)));
  return [
    // Something else than a folder is no danger: whoever needs the folder says so.
    ...stateNames.map((name) => [join(folder, name), 'no link'] as const),
    [socket, 'lock'],
    [secret, 'file'],
    [payloadKeys, 'file'],
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
