// Tells of a full disk under a run that is followed: where the server's own database is on it, the server cannot.
import { hasRoom } from '../../store/index.js';
import type { FollowRequest } from './follow-run.js';

/**
 * Looks at the store's disk; tells once when there is nothing left but its reserve, and once when there is room again.
 */
export function diskWatch({ store, follower, hasRoom: room = hasRoom }: FollowRequest): () => Promise<void> {
  let wasFull = false;
  return async () => {
    const isFull = !(await room(store.folder));
    if (isFull && !wasFull)
      follower.tell(
        `the disk of ${store.folder} is full (EAGAN_DISK_FULL): free some space, the run waits and goes on by itself`,
      );
    if (wasFull && !isFull) follower.tell('there is room on the disk again');
    wasFull = isFull;
  };
}
