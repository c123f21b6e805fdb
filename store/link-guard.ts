// No links inside a store: what a stranger's folder calls `objects` could lead anywhere. Each folder on the way to a
// file is looked at once; the folder of the store itself may be a link, because a person named it.
import { lstatSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { isLink } from '../scripts/files.mjs';

/** Throws EAGAN_STATE_LINK if a folder below the root, or one on the way to it, is a link. */
export type LinkGuard = (folder: string) => void;

/** A guard of everything below `root`. Other paths are not guarded. */
export function createLinkGuard(root: string | undefined): LinkGuard {
  const real = new Set<string>();
  const guard: LinkGuard = (folder) => {
    if (root === undefined || !folder.startsWith(`${root}/`) || real.has(folder)) return;
    guard(dirname(folder));
    const found = look(folder);
    if (found?.isSymbolicLink()) throw stateLink(folder);
    if (found?.isDirectory()) real.add(folder);
  };
  return guard;
}

/** Throws EAGAN_STATE_LINK if one of these names in a folder is a link. Names that are not there are no problem. */
export function refuseLinks(folder: string, names: readonly string[]): void {
  for (const name of names) if (isLink(join(folder, name))) throw stateLink(join(folder, name));
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // Whoever uses the path gets the system's reason.
  }
}

function stateLink(path: string): EaganError {
  return new EaganError(
    'EAGAN_STATE_LINK',
    `${path} must be a folder of its own (got a link, which could lead anywhere)`,
    'Move what it leads to to its place. To keep the state on another disk, move the whole state folder and name it with --home or EAGAN_HOME. Is the folder from somebody else? Then remove the link.',
  );
}
