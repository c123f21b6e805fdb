// Keeps a state folder out of git: `.eagan` gets a file that ignores everything in it.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Writes `.gitignore` into a folder called `.eagan` that has none. A folder with another name may hold other things.
 */
export function ignoreStateFolder(folder: string): void {
  if (basename(folder) !== '.eagan') return;
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It exists already, or nothing can be written here; that is reported where it matters.
  }
}
