// The store of a state folder, to be proved: nothing is made, moved or written, also where something is damaged. So a
// read-only folder or disk can be proved, and evidence stays where it is.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createFileLayer, openStore, readOnlyFiles, refuseLinks, type Store } from '../../store/index.js';
import { trustStateFolder } from '../../worker/state-folder.js';
import { stateNames, statePaths } from '../../worker/state-paths.js';
import { noRuns } from '../runs/open-store.js';

/** Opens it. Throws EAGAN_RUN_NOT_FOUND if there is none, EAGAN_NOT_TRUSTED, EAGAN_STATE_LINK, EAGAN_STORE_VERSION. */
export async function openReadOnlyStore(stateFolder: string): Promise<Store> {
  trustStateFolder(stateFolder);
  refuseLinks(stateFolder, stateNames);
  const folder = statePaths(stateFolder).store;
  if (!isThere(join(folder, 'store.json'))) throw noRuns(stateFolder);
  return readOnlyStoreIn(folder);
}

/** The store in that folder, which must have one. */
export function readOnlyStoreIn(folder: string): Promise<Store> {
  const files = readOnlyFiles(createFileLayer({ root: folder }));
  // Reading is safe on any file system.
  return openStore(folder, { files, isIndexed: false, fileSystem: async () => ({ name: 'read only', verdict: 'unknown' }) }); // prettier-ignore
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
