// What happened to a run besides its steps: a file an entry, so that writers in any process agree on one order.
import { join } from 'node:path';
import type { JournalEntry } from '../domain/journal.js';
import type { FileLayer } from './file-layer.js';
import { toJson, tryJson } from './json.js';
import type { Journal } from './types.js';

/** Journals below `folder`: `<run>/00000001.json`. An entry that cannot be read is left out: no result depends on it. */
export function createJournal(files: FileLayer, folder: string): Journal {
  const names = async (run: string): Promise<string[]> =>
    (await files.list(join(folder, run))).filter((name) => /^\d{8}\.json$/.test(name));
  return {
    async append(run, entry) {
      for (;;) {
        const next = Number.parseInt((await names(run)).at(-1) ?? '0', 10) + 1;
        if (await files.writeNew(join(folder, run, `${String(next).padStart(8, '0')}.json`), toJson(entry))) return;
      }
    },
    async entries(run) {
      const texts = await Promise.all((await names(run)).map((name) => files.read(join(folder, run, name))));
      return texts.map((text) => tryJson<JournalEntry>(text)).filter((entry) => entry !== undefined);
    },
  };
}
