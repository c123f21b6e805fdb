// The store of a state folder, for every process that opens one.
import { openStore, refuseLinks, type Store } from '../store/index.js';
import { stateNames, statePaths } from './state-paths.js';

/**
 * Opens the store, and makes it if there is none. The state folder itself may be a link, because a person named it.
 * Throws EAGAN_STATE_LINK if one of its own folders is one, and what `openStore` throws.
 */
export async function openStateStore(stateFolder: string): Promise<Store> {
  refuseLinks(stateFolder, stateNames);
  return openStore(statePaths(stateFolder).store);
}
