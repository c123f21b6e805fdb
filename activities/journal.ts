// Tells the run's journal what happened besides its steps. A journal that cannot be written on a full disk loses an
// entry, never a step.
import { errorCodeOf } from '../domain/errors.js';
import type { JournalEntry } from '../domain/runs/journal.js';
import type { Store } from '../store/types.js';

type Distributed<T> = T extends unknown ? Omit<T, 'schemaVersion' | 'at' | 'epoch'> : never;

/** Appends an entry to the journal of the run that a request is of. */
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
