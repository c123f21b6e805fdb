// Tells of a full disk under a run that is followed: where the server's own database is on it, the server cannot.
import { freeBytes } from '../store/index.js';
import type { FollowRequest } from './follow-run.js';

/** Below this neither server nor store get far. */
const fullBelowBytes = 4 * 1024 * 1024;

/** Looks at the store's disk; tells once when it is full, and once when it no longer is. */
export function diskWatch({ store, display, freeBytes: free = freeBytes }: FollowRequest): () => Promise<void> {
  let wasFull = false;
  return async () => {
    const isFull = (await free(store.folder)) < fullBelowBytes;
    if (isFull && !wasFull)
      display.tell(
        `the disk of ${store.folder} is full (EAGAN_DISK_FULL): free some space, the run waits and goes on by itself`,
      );
    if (wasFull && !isFull) display.tell('there is room on the disk again');
    wasFull = isFull;
  };
}
