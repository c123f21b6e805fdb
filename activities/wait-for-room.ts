// A full disk fails no attempt and loses no entry of the ledger. The activity waits until there is room, reports that
// it waits, obeys a request to stop, and then continues where it was.
import { errorCodeOf } from '../domain/errors.js';
import type { ToldEvent } from '../domain/ledger/kinds.js';
import type { Store } from '../store/types.js';
import type { Heartbeats } from './heartbeats.js';

export interface RoomContext {
  readonly store: Store;
  readonly owner: { readonly run: string; readonly epoch: number };
  readonly beats: Heartbeats;
}

/** Does `work`. If the disk has no room for it, waits and does it again, and the ledger says so. */
export async function withRoom<T>(room: RoomContext, work: () => Promise<T>): Promise<T> {
  const { result, waitedMs } = await untilDone(room.beats, work);
  if (waitedMs !== null) await tellLedger(room, { kind: 'waited', for: 'disk', waitedMs });
  return result;
}

/** Enters what happened besides the steps into the run's ledger. Waits where the disk is full. */
export async function tellLedger({ store, owner, beats }: RoomContext, event: ToldEvent): Promise<void> {
  const at = new Date().toISOString();
  await untilDone(beats, () => store.ledger.tell(owner.run, owner.epoch, event, at));
}

/** `waitedMs`: null if there was room at once. */
async function untilDone<T>(
  beats: Heartbeats,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly waitedMs: number | null }> {
  let waitingSince: number | null = null;
  for (;;) {
    try {
      const result = await work();
      if (waitingSince === null) return { result, waitedMs: null };
      beats.tell({});
      return { result, waitedMs: Math.round(performance.now() - waitingSince) };
    } catch (error) {
      if (errorCodeOf(error) !== 'EAGAN_DISK_FULL') throw error;
      waitingSince ??= performance.now();
      beats.tell({ waiting: 'disk' });
      await beats.pause('space on the disk');
    }
  }
}
