// The files of a run as they lie in the store, for an audit: nothing is checked, repaired or moved to the quarantine.
import { join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import { isFileName } from '../domain/file-name.js';
import { createFileLayer } from './file-layer.js';
import { fastDigest } from './objects.js';
import { removedStates } from './removed.js';

/** A file of a numbered list; `bytes` null: a number without a file, although a later one has a file. */
interface NumberedFile {
  readonly number: number;
  readonly bytes: Uint8Array | null;
}

/** Only reads. Files that are absent are null, files that are no regular file are empty. */
export interface RawFiles {
  /** The lines of a run's ledger, in order. */
  ledger(run: string): AsyncGenerator<NumberedFile>;
  /** The entries of a run's old journal, in order. */
  journal(run: string): AsyncGenerator<NumberedFile>;
  record(key: Digest, fingerprint: Digest): Promise<Uint8Array | null>;
  /** The bytes of an object; null also if they are not those of its digest. */
  object(digest: Digest): Promise<Uint8Array | null>;
  hasObject(digest: Digest): Promise<boolean>;
  /** Digests of all that `eagan gc` removed. */
  removed(): Promise<ReadonlySet<Digest>>;
}

/** An object of an audit is JSON, or an exported file; weights may be as large as any object. */
const mostObjectBytes = 2 ** 30;

/** The files of the store in that folder. */
export function rawFiles(folder: string): RawFiles {
  const files = createFileLayer({ root: folder });

  const objectPath = (digest: Digest): string => join(folder, 'objects', digest.slice(0, 2), digest.slice(2));

  async function* numbered(list: string): AsyncGenerator<NumberedFile> {
    const names = (await files.list(list)).filter((name) => /^\d{8}\.json$/.test(name));
    const last = Number.parseInt(names.at(-1) ?? '0', 10);
    for (let number = 1; number <= last; number++)
      yield { number, bytes: await files.read(join(list, `${String(number).padStart(8, '0')}.json`)) };
  }
  return {
    ledger: (run) => numbered(join(folder, 'ledger', run)),
    journal: (run) => numbered(join(folder, 'journal', run)),
    record: async (key, fingerprint) =>
      isFileName(key) && isFileName(fingerprint)
        ? files.read(join(folder, 'records', key.slice(0, 2), `${key}-${fingerprint}.json`))
        : null,
    object: async (digest) => {
      const bytes = isDigest(digest) ? await files.read(objectPath(digest), mostObjectBytes) : null;
      return bytes !== null && fastDigest(bytes) === digest ? bytes : null;
    },
    hasObject: async (digest) => isDigest(digest) && (await files.look(objectPath(digest))) !== null,
    removed: () => removedStates(files, folder),
  };
}

const isDigest = (digest: unknown): digest is Digest => typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest);
