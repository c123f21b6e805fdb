// Writes to the run's journal what happened besides its steps. If the disk is too full for that, an entry is lost, but
// never a step.
import { errorCodeOf } from '../domain/errors.js';
import type { JournalEntry } from '../domain/runs/journal.js';
import type { Store } from '../store/types.js';

type Distributed<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'at' | 'epoch'> : never;

/** Appends an entry to the journal of a request's run. */
export async function tellJournal(
  { journal }: Pick<Store, 'journal'>,
  { run, epoch }: { readonly run: string; readonly epoch: number },
  what: Distributed<JournalEntry>,
): Promise<void> {
  try {
    await journal.append(run, { schemaVersion: 1, at: new Date().toISOString(), epoch, ...what });
  } catch (error) {
    if (errorCodeOf(error) !== 'EAGAN_DISK_FULL') throw error;
  }
}
