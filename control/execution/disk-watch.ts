// Reports a full disk while a run is followed. If the server's own database is on that disk, the server cannot.
import { hasRoom, type Store } from '../../store/index.js';
import type { Follower } from './follower.js';

export interface DiskWatchRequest {
  readonly store: Pick<Store, 'folder'>;
  readonly follower: Pick<Follower, 'tell'>;
  /** Whether the store's disk has room; by default the system says. */
  readonly hasRoom?: (folder: string) => Promise<boolean>;
}

/** Looks at the store's disk. Reports once when only its reserve is left, and once when there is room again. */
export function diskWatch({ store, follower, hasRoom: room = hasRoom }: DiskWatchRequest): () => Promise<void> {
  let wasFull = false;
  return async () => {
    const isFull = !(await room(store.folder));
    if (isFull && !wasFull)
      follower.tell(
        `the disk of ${store.folder} is full (EAGAN_DISK_FULL): free some space; the run waits and continues by itself`,
      );
    if (wasFull && !isFull) follower.tell('the disk has space again');
    wasFull = isFull;
  };
}
