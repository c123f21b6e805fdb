// The journals of runs that an earlier version made. They are only read.
import { join } from 'node:path';
import type { JournalEntry } from '../domain/runs/journal.js';
import { count, fields, text } from '../domain/shape.js';
import type { FileLayer } from './file-layer.js';
import { readEntries } from './numbered-files.js';
import type { Journal } from './types.js';

const journalEntry = fields({ at: text, epoch: count, kind: text });

/** Journals below `folder`: `<run>/00000001.json`. Skips entries that cannot be read: no result depends on them. */
export function createJournal(files: FileLayer, folder: string): Journal {
  return { entries: (run) => readEntries<JournalEntry>(files, join(folder, run), journalEntry) };
}
