// Makes folders that survive a power cut. A folder whose name is lost takes everything in it along.
import { isWithin } from '../scripts/files.mjs';
import { dirname } from 'node:path';
import { explained, syncFolder, type FileIo } from './file-io.js';

export interface Folders {
  /**
   * Makes a folder and those above it, and syncs every name on the way, whoever made it: another process may have been
   * killed before its sync. Each folder is remembered; `again`: another process has removed it.
   */
  make(folder: string, again?: 'again'): Promise<void>;
  /** Forgets a removed folder and all below it. */
  forget(folder: string): void;
}

/** Folders up to `root` or, without one, up to those that exist already. */
export function createFolders(io: FileIo, root?: string): Folders {
  const known = new Set<string>();
  return {
    async make(folder, again) {
      if (again) for (const each of upwards(folder, '/')) known.delete(each);
      if (known.has(folder)) return;
      const first = await explained(folder, () => io.mkdir(folder, { recursive: true }));
      const ours = root !== undefined && isWithin(folder, root) ? root : first;
      const fresh = upwards(folder, root === undefined ? (first ?? folder) : '/').filter((each) => !known.has(each));
      for (const each of fresh) {
        if ([ours, first].some((top) => top !== undefined && isWithin(each, top))) await syncFolder(io, dirname(each));
        // Folders above belong to others, but may be just as new, such as a state folder that was just made.
        else await syncFolder(io, dirname(each)).catch(() => undefined);
      }
      for (const each of fresh) known.add(each);
    },
    forget(folder) {
      for (const each of known) if (isWithin(each, folder)) known.delete(each);
    },
  };
}

/** The folder and those above it, up to and including `top`. */
function upwards(folder: string, top: string): string[] {
  const above = dirname(folder);
  return folder === top || above === folder ? [folder] : [folder, ...upwards(above, top)];
}
