// The store of a state folder, for every process that opens one.
import { openStore, refuseLinks, type Store } from '../store/index.js';
import { ignoreStateFolder } from './ignore-file.js';
import { secureStateFolder } from './state-folder.js';
import { stateNames, statePaths } from './state-paths.js';

/**
 * Opens the store, and makes it if there is none. The state folder itself may be a link, because a person named it.
 * Throws EAGAN_STATE_LINK if one of its own folders is one, and what `openStore` throws.
 */
export async function openStateStore(stateFolder: string): Promise<Store> {
  refuseLinks(stateFolder, stateNames);
  return openStore(statePaths(stateFolder).store);
}

/**
 * The same for commands, which may be the first to use the folder. It is looked at before and afterwards: another user
 * may make it in between. Throws what `secureStateFolder` throws, too.
 */
export async function makeStateFolder(stateFolder: string): Promise<Store> {
  secureStateFolder(stateFolder);
  const store = await openStateStore(stateFolder);
  secureStateFolder(stateFolder);
  ignoreStateFolder(stateFolder);
  return store;
}
