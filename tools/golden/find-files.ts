// The files that a command line names: folders with everything below them, and single files.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/project.mjs';
import { messageOf } from './malformed.js';

/** Files in the order of their names, and what is wrong with a place that has none. */
export interface FoundFiles {
  readonly files: readonly string[];
  readonly problem?: string;
}

export function filesOf(place: string): FoundFiles {
  try {
    if (statSync(place).isFile()) return { files: [place] };
    const below = readdirSync(place, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name));
    const files = below.filter((path) => !existsSync(path) || !statSync(path).isDirectory()).sort();
    return files.length > 0 ? { files } : { files, problem: 'the folder is empty' };
  } catch (error) {
    return { files: [], problem: messageOf(error) };
  }
}

/** The project's own golden files, and the shared ones beside the project (or in EAGAN_SHARED) if there are any. */
export function defaultPlaces(): string[] {
  const shared = join(process.env.EAGAN_SHARED ?? join(projectRoot(), '..', 'shared'), 'golden');
  return [join(projectRoot(), 'test', 'golden', 'files'), ...(existsSync(shared) ? [shared] : [])];
}
