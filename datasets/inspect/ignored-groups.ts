// What of an image folder is not used, by the reason.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isImageName } from '../formats.js';
import { shownName } from '../names.js';
import type { ScannedFolder } from '../scan-folder.js';
import { namedAtMost } from '../unreadable.js';

export interface IgnoredGroup {
  readonly reason: string;
  readonly entries: number;
  /** Images in ignored folders, at any depth; null: not counted, because there are too many entries. */
  readonly images: number | null;
  /** The first 20. */
  readonly names: readonly string[];
}

/** At most this many entries of ignored folders are counted: a folder may hold a whole disk. */
const countedAtMost = 1_000_000;

/** By reason, in the order of their first occurrence. */
export function ignoredGroups({ folder, ignored }: ScannedFolder): IgnoredGroup[] {
  const groups = new Map<string, { entries: number; images: number | null; names: string[] }>();
  const left = { entries: countedAtMost };
  for (const { name, reason, isFolder } of ignored) {
    const group = groups.get(reason) ?? { entries: 0, images: 0, names: [] };
    groups.set(reason, group);
    group.entries++;
    if (group.names.length < namedAtMost) group.names.push(shownName(isFolder ? `${name}/` : name));
    const within = isFolder && reason !== 'hidden' ? imagesBelow(join(folder, name), left) : 0;
    group.images = group.images === null || within === null ? null : group.images + within;
  }
  return [...groups].map(([reason, group]) => ({ reason, ...group }));
}

/** Images below a folder. Links are not followed; a folder that cannot be listed counts nothing. */
function imagesBelow(folder: string, left: { entries: number }): number | null {
  const open = [folder];
  let images = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of entriesOf(next)) {
      if (left.entries-- <= 0) return null;
      if (entry.isDirectory()) open.push(join(next, entry.name));
      else if (isImageName(entry.name)) images++;
    }
  }
  return images;
}

function entriesOf(folder: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
