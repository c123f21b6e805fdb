// Writes a zip file, entry by entry: equal contents give equal bytes on every machine. A half-written file never has
// the name.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import type { Digest } from '../../../domain/digest.js';
import { EaganError } from '../../../domain/errors.js';
import { formatBytes } from '../../../scripts/format.mjs';
import { writeNewFile } from '../../write-new-file.js';

/** A file of the zip. */
export interface ZipEntry {
  readonly name: string;
  /** Large and compressed already, such as weights and pictures: stored as it is. */
  readonly isDense?: boolean;
  /** `written`: SHA-256 of the entries before it, by name. */
  contents(written: ReadonlyMap<string, Digest>): AsyncIterable<string | Uint8Array>;
}

/** Zip files without the extension of 64 bits. */
const mostBytes = 2 ** 32 - 1;
/** The form of zip files has times in local time, from 1980 on. Every entry has the first. */
const entryTime = new Date(1980, 0, 1);
/** Small texts are put together before they are compressed and written. */
const chunkBytes = 2 ** 18;

/**
 * Writes a zip file. Throws EAGAN_FILE_EXISTS if there is a file and `force` is not given, EAGAN_EXPORT_TOO_LARGE, and
 * errors of the disk. Returns the size.
 */
export const writeZip = (path: string, entries: readonly ZipEntry[], force: boolean): Promise<number> =>
  writeNewFile(path, force, (handle) => writeEntries(handle, path, entries));

async function writeEntries(handle: FileHandle, path: string, entries: readonly ZipEntry[]): Promise<number> {
  const sink = createSink(handle, path);
  const written = new Map<string, Digest>();
  for (const entry of entries) {
    const hash = createHash('sha256');
    const part = entry.isDense ? new ZipPassThrough(entry.name) : new ZipDeflate(entry.name, { level: 6 });
    part.mtime = entryTime;
    sink.zip.add(part);
    for await (const bytes of inChunks(entry.contents(written))) {
      hash.update(bytes);
      part.push(bytes);
      await sink.flush();
    }
    part.push(new Uint8Array(0), true);
    await sink.flush();
    written.set(entry.name, hash.digest('hex'));
  }
  sink.zip.end();
  await sink.flush();
  await handle.sync();
  return sink.bytes();
}

/** Puts what the zip gives into the file, as soon as it is there: memory holds one chunk. */
function createSink(handle: FileHandle, path: string): { zip: Zip; flush(): Promise<void>; bytes(): number } {
  let waiting: Uint8Array[] = [];
  let total = 0;
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    waiting.push(bytes);
  });
  return {
    zip,
    bytes: () => total,
    async flush() {
      const bytes = Buffer.concat(waiting);
      waiting = [];
      total += bytes.length;
      if (total > mostBytes) throw tooLarge(path);
      // A disk that fills up takes only a part, and reports it at the next call.
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
    },
  };
}

function tooLarge(path: string): EaganError {
  const must = `${path} must have at most ${formatBytes(mostBytes)}, as zip files have (got more)`;
  return new EaganError('EAGAN_EXPORT_TOO_LARGE', must, 'Give away the state folder itself: eagan verify --foreign DIR checks it.'); // prettier-ignore
}

async function* inChunks(contents: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const part of contents) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    waiting.push(bytes);
    size += bytes.length;
    if (size < chunkBytes) continue;
    yield Buffer.concat(waiting);
    [waiting, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(waiting);
}
