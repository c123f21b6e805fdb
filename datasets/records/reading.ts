// One reading of a data set's files: what passes is digested on its way, and errors name the file.
import { createHash } from 'node:crypto';
import { digestJson, type Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { FormatError } from '../../formats/format-error.js';
import { ownOf } from '../../domain/own.js';
import type { NeededFile, RecordFile, RecordFiles, RecordFormat } from './format.js';
import { damagedFile } from './refusal.js';
import type { StoredFiles } from './stored-files.js';

/** What a format reads, and the digests of what it has read. */
export interface Reading extends RecordFiles {
  /** Reads what nobody has read to its end, and gives the digest of each file by its name. */
  finish(): Promise<ReadDigests>;
}

export interface ReadDigests {
  readonly files: ReadonlyMap<string, FileDigests>;
  /** Of the archive; null: the files lie in a folder. */
  readonly archiveMd5: string | null;
}

export interface FileDigests {
  /** What lies in the folder. */
  readonly file: string;
  /** Of the unpacked bytes. */
  readonly sha256: Digest;
  /** Of the bytes as they lie; null: no MD5 is published for a file of this name. */
  readonly md5: string | null;
}

/** The digest of the contents: over [name, digest of its bytes] of all files, sorted by name. */
export const contentsOf = (digests: ReadonlyMap<string, FileDigests>): Digest =>
  digestJson([...digests].map(([name, { sha256 }]) => [name, sha256]).sort(([a], [b]) => (a! < b! ? -1 : 1)));

/** Begins a reading. */
export function startReading(files: StoredFiles, format: RecordFormat<never>): Reading {
  const digests = new Map<string, FileDigests>();
  const kept = new Map<string, Uint8Array>();
  const fileOf = (name: string): NeededFile => files.needed.find((one) => one.name === name)!;
  const refuse: RecordFiles['refuse'] = (name, offset, must, found) =>
    damagedFile(files.shown(name), offset, `it must ${must} (got ${found})`, format);
  const damaged: RecordFiles['damaged'] = (name, { offset, requirement }) =>
    damagedFile(files.shown(name), offset, requirement, format);
  const told = (error: unknown, name: string): unknown => readingError(error, name, files, format);
  async function* chunks(name: string): AsyncGenerator<Uint8Array> {
    const { file } = fileOf(name);
    const sha256 = createHash('sha256');
    const md5 = ownOf(format.md5s, file) === undefined ? null : createHash('md5');
    try {
      for await (const chunk of files.open(name, (piece) => void md5?.update(piece))) {
        sha256.update(chunk);
        yield chunk;
      }
    } catch (error) {
      throw told(error, name);
    }
    digests.set(name, { sha256: sha256.digest('hex'), md5: md5?.digest('hex') ?? null, file });
  }
  const open = (name: string): Promise<RecordFile> =>
    Promise.resolve({
      ...{ name, chunks: chunks(name), refuse: (...found) => refuse(name, ...found) },
      damaged: (error) => damaged(name, error),
    });
  return {
    ...{ open, refuse, damaged },
    async whole(name, atMost) {
      const found = kept.get(name) ?? (await collected(chunks(name), atMost, (more) =>
        refuse(name, atMost, `end, because it should be small,`, more)));
      kept.set(name, found);
      return found;
    },
    async finish() {
      for (const { name } of files.needed) if (!digests.has(name)) for await (const _ of chunks(name)) void _;
      const archiveMd5 = await files.finish().catch((error: unknown) => Promise.reject(told(error, files.needed[0]!.name) as Error));
      return { files: new Map(files.needed.map(({ name }) => [name, digests.get(name)!])), archiveMd5 };
    },
  };
}

async function collected(
  chunks: AsyncIterable<Uint8Array>,
  atMost: number,
  tooLong: (found: string) => EaganError,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > atMost) throw tooLong('more bytes');
    parts.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(parts));
}

/** Errors of the format pass; a file that cannot be opened, read or unpacked is told with its name. */
function readingError(error: unknown, name: string, files: StoredFiles, format: RecordFormat<never>): unknown {
  if (error instanceof EaganError) return error;
  if (error instanceof FormatError) return damagedFile(files.stored(name), error.offset, error.requirement, format);
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' ? 'it is no longer there' : message;
  return new EaganError(
    'EAGAN_DATASET_NOT_FOUND',
    `${files.shown(name)} must be a regular file that this user may read (got: ${reason})`,
    'Put the file there, or give this user permission to read it, then run the same command.',
  );
}
