// One reading of a data set's files: what passes is digested on its way, and errors name the file.
import { createHash } from 'node:crypto';
import { digestJson, type Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { ownOf } from '../../domain/own.js';
import { FormatError } from '../../formats/format-error.js';
import type { RecordFile, RecordFiles, RecordFormat } from './format.js';
import { damagedFile } from './refusal.js';
import type { StoredFiles } from './stored-files.js';

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

/** What a format reads, and the digests of what it has read. */
export class Reading implements RecordFiles {
  private readonly digests = new Map<string, FileDigests>();
  /** Small files, which a format may ask for again. */
  private readonly kept = new Map<string, Uint8Array>();

  /** `onDamage`: takes each error about the files, so that reading goes on. */
  constructor(
    private readonly files: StoredFiles,
    private readonly format: RecordFormat<never>,
    private readonly onDamage: ((error: EaganError) => void) | null = null,
  ) {}

  passOver(error: unknown): boolean {
    if (this.onDamage === null || !(error instanceof EaganError) || !isOfFiles(error)) return false;
    this.onDamage(error);
    return true;
  }

  open(name: string): Promise<RecordFile> {
    const chunks = this.chunks(name);
    const refuse: RecordFile['refuse'] = (...found) => this.refuse(name, ...found);
    return Promise.resolve({ name, chunks, refuse, damaged: (error) => this.damaged(name, error) });
  }

  async whole(name: string, atMost: number): Promise<Uint8Array> {
    const tooLong = (): EaganError => this.refuse(name, atMost, 'end, because it should be small,', 'more bytes');
    const found = this.kept.get(name) ?? (await collected(this.chunks(name), atMost, tooLong));
    this.kept.set(name, found);
    return found;
  }

  refuse(name: string, offset: number, must: string, found: string): EaganError {
    return damagedFile(this.files.shown(name), offset, `it must ${must} (got ${found})`, this.format);
  }

  damaged(name: string, { offset, requirement }: FormatError): EaganError {
    return damagedFile(this.files.shown(name), offset, requirement, this.format);
  }

  /** Reads what nobody has read to its end, and gives the digest of each file by its name. */
  async finish(): Promise<ReadDigests> {
    const names = this.files.needed.map(({ name }) => name);
    for (const name of names) if (!this.digests.has(name)) for await (const _ of this.chunks(name)) void _;
    try {
      const archiveMd5 = await this.files.finish();
      return { files: new Map(names.map((name) => [name, this.digests.get(name)!])), archiveMd5 };
    } catch (error) {
      throw readingError(error, names[0]!, this.files, this.format);
    }
  }

  private async *chunks(name: string): AsyncGenerator<Uint8Array> {
    const { file } = this.files.needed.find((one) => one.name === name)!;
    const sha256 = createHash('sha256');
    const md5 = ownOf(this.format.md5s, file) === undefined ? null : createHash('md5');
    try {
      for await (const chunk of this.files.open(name, (piece) => void md5?.update(piece))) {
        sha256.update(chunk);
        yield chunk;
      }
    } catch (error) {
      throw readingError(error, name, this.files, this.format);
    }
    this.digests.set(name, { sha256: sha256.digest('hex'), md5: md5?.digest('hex') ?? null, file });
  }
}

const isOfFiles = ({ code }: EaganError): boolean => /^EAGAN_(DATASET|IMAGE)_/.test(code);

async function collected(
  chunks: AsyncIterable<Uint8Array>,
  atMost: number,
  tooLong: () => EaganError,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > atMost) throw tooLong();
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
    'Put the file there, or give this user permission to read it, then: eagan run FILE',
  );
}
