// The store of a state folder, for commands that read: one that does not exist is "no run", and is not made.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { openStore, type Store } from '../store/index.js';
import { ignoreStateFolder } from '../worker/ignore-file.js';
import { statePaths } from '../worker/state-paths.js';

/** Opens the store of a state folder, making it when it is not there. */
export async function storeOf(stateFolder: string): Promise<Store> {
  const store = await openStore(statePaths(stateFolder).store);
  ignoreStateFolder(stateFolder);
  return store;
}

/** Opens the store of a state folder if there is one. */
export async function existingStore(stateFolder: string): Promise<Store | null> {
  return existsSync(join(statePaths(stateFolder).store, 'store.json')) ? storeOf(stateFolder) : null;
}

/** Opens the store of a state folder; throws EAGAN_RUN_NOT_FOUND when there is none: then there is no run either. */
export async function storeWithRuns(stateFolder: string): Promise<Store> {
  const store = await existingStore(stateFolder);
  if (store) return store;
  throw new EaganError(
    'EAGAN_RUN_NOT_FOUND',
    `no run is in ${stateFolder} (there is no store)`,
    'Start one with: eagan run FILE. Another state folder: --home DIR.',
  );
}
