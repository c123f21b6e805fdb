// Keeps a state folder out of git: `.eagan` gets a file that ignores everything in it.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Writes `.gitignore` into a folder called `.eagan` that has none. A folder that somebody named otherwise may hold
 * other things.
 */
export function ignoreStateFolder(folder: string): void {
  if (basename(folder) !== '.eagan') return;
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there already, or nothing can be written here, which is told where it matters.
  }
}
