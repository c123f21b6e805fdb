// The state folder: --home > EAGAN_HOME > the nearest .eagan upward > ./.eagan.
import { dirname, join, resolve } from 'node:path';
import { isFolder } from '../scripts/files.mjs';
import { secureStateFolder } from '../worker/state-folder.js';
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

/** The same, after a look at it. Throws EAGAN_NOT_TRUSTED if other users could have changed it. */
export function trustedStateFolder(request: StateFolderRequest): string {
  const folder = resolveStateFolder(request);
  secureStateFolder(folder);
  return folder;
}

function nearestUpward(directory: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    const candidate = join(folder, '.eagan');
    if (isFolder(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}
