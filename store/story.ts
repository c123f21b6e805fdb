// The whole story of a run in order: its ledger, and the journal that an earlier version kept beside it.
import type { Glance, LedgerLine } from '../domain/ledger/lines.js';
import type { JournalEntry } from '../domain/runs/journal.js';
import type { Store } from './types.js';

/** A line of the ledger, or an entry of an earlier journal, which has no digest and no place in the chain. */
export type StoryEntry = LedgerLine | JournalEntry;

/**
 * In the order of the ledger; entries of the journal are put in by their time. `isWanted`: only these lines of the
 * ledger are read; by default all.
 */
export async function readStory(
  { ledger, journal }: Pick<Store, 'ledger' | 'journal'>,
  run: string,
  isWanted: ((line: Glance) => boolean) | null = null,
): Promise<StoryEntry[]> {
  const reading = isWanted === null ? ledger.lines(run) : ledger.pick(run, isWanted);
  const [lines, entries] = await Promise.all([reading, journal.entries(run)]);
  const story: StoryEntry[] = [];
  let next = 0;
  for (const line of lines) {
    while (next < entries.length && entries[next]!.at <= line.at) story.push(entries[next++]!);
    story.push(line);
  }
  return [...story, ...entries.slice(next)];
}
