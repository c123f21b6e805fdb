// The store of a state folder, for commands that only read. If there is none, there is "no run", and no store is made.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import { explainAnyError, type Store } from '../../store/index.js';
import { statePaths } from '../../worker/state-paths.js';
import { makeStateFolder } from '../../worker/state-store.js';

/** Opens the store of a state folder; makes it if there is none. */
export const storeOf = makeStateFolder;

/** Opens the store of a state folder if there is one. */
export async function existingStore(stateFolder: string): Promise<Store | null> {
  return isThere(join(statePaths(stateFolder).store, 'store.json')) ? storeOf(stateFolder) : null;
}

/** A folder that this user may not enter could hold one. */
function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw explainAnyError(error, path);
  }
}

/**
 * Opens the store of a state folder; throws EAGAN_RUN_NOT_FOUND if there is none, because then there is no run either.
 */
export async function storeWithRuns(stateFolder: string): Promise<Store> {
  const store = await existingStore(stateFolder);
  if (store) return store;
  throw noRuns(stateFolder);
}

/** A folder without a store has no runs. */
export function noRuns(stateFolder: string): EaganError {
  return new EaganError(
    'EAGAN_RUN_NOT_FOUND',
    `${stateFolder} has no runs (it has no store)`,
    'Start one: eagan run FILE. Choose another state folder: --home DIR.',
  );
}
