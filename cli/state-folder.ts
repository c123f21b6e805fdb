// The state folder: --home > EAGAN_HOME > the nearest .eagan upward > ./.eagan.
import { dirname, join, resolve } from 'node:path';
import { isFolder } from '../scripts/files.mjs';
import type { Environment } from '../terminal/output.js';

export interface StateFolderRequest {
  /** The value of --home. */
  readonly home?: string;
  readonly environment: Environment;
  /** The working directory, absolute. */
  readonly directory: string;
}

/** The absolute path of the state folder; it need not exist yet. */
export function resolveStateFolder({ home, environment, directory }: StateFolderRequest): string {
  const named = home || environment.EAGAN_HOME;
  if (named) return resolve(directory, named);
  return nearestUpward(directory) ?? join(directory, '.eagan');
}

function nearestUpward(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    const candidate = join(folder, '.eagan');
    if (isFolder(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}
