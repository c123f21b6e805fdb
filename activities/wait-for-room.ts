// A full disk fails no attempt. The activity waits until there is room, reports that it waits, obeys a request to stop,
// and then continues where it was.
import { errorCodeOf } from '../domain/errors.js';
import type { Store } from '../store/types.js';
import type { Heartbeats } from './heartbeats.js';
import { tellJournal } from './journal.js';

export interface RoomContext {
  readonly store: Store;
  readonly owner: { readonly run: string; readonly epoch: number };
  readonly beats: Heartbeats;
}

/** Does `work`. If the disk has no room for it, waits and does it again. */
export async function withRoom<T>({ store, owner, beats }: RoomContext, work: () => Promise<T>): Promise<T> {
  let waitingSince: number | null = null;
  for (;;) {
    try {
      const result = await work();
      if (waitingSince === null) return result;
      beats.tell({});
      await tellJournal(store, owner, {
        kind: 'waited',
        for: 'disk',
        waitedMs: Math.round(performance.now() - waitingSince),
      });
      return result;
    } catch (error) {
      if (errorCodeOf(error) !== 'EAGAN_DISK_FULL') throw error;
      waitingSince ??= performance.now();
      beats.tell({ waiting: 'disk' });
      await beats.pause('space on the disk');
    }
  }
}
