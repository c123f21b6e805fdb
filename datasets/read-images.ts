// Reads and digests image files in separate threads: for a small file, a call through Node's thread pool costs several
// times more than the reading.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Digest } from '../domain/digest.js';
import { mapInOrder } from './map-in-order.js';
import type { BytePath } from './names.js';
import type { ImageFile } from './scan-folder.js';

/** A file's digest and, if requested, its bytes; null if it cannot be read (a dangling link, no permission, a pipe). */
export interface ReadImage {
  readonly digest: Digest | null;
  readonly bytes: Uint8Array | null;
  /** Why it is not an image, as far as that is known without decoding it. */
  readonly problem: string | null;
  /** It may have 16 bits a sample. */
  readonly mayBeDeep: boolean;
}

/** A request to a thread, and its answer. */
export interface ReadRequest {
  readonly paths: readonly BytePath[];
  readonly want: 'bytes' | 'digests';
}
export interface ReadReply {
  /** Of the first files at least; of all, if they are not large. */
  readonly images: readonly ReadImage[];
  /** Of these files together. */
  readonly size: number;
}

/** More than two cores can use: while a disk is slow, several threads wait for it. */
const threadsAtOnce = 4;
/**
 * A thread reads up to this many files before it answers, but no more than make this size, by the mean of the files
 * before.
 */
const batch = { first: 1, files: 64, bytes: 2 ** 20 };

/**
 * Each file with what was read, in order; about 4 MiB of them in memory. Never throws for an unreadable file: the
 * pipeline decides whether that is an error.
 */
export async function* readImages(
  files: readonly ImageFile[],
  want: ReadRequest['want'],
): AsyncGenerator<[ImageFile, ReadImage]> {
  const threads: Worker[] = [];
  const seen = { files: 0, bytes: 0 };
  let asked = 0;
  const askThread = async (number: number, some: readonly ImageFile[]): Promise<readonly ReadImage[]> => {
    const thread = (threads[number] ??= new Worker(new URL('./read-thread.js', import.meta.url)));
    thread.postMessage({ paths: some.map(({ path }) => path), want } satisfies ReadRequest);
    const [{ images, size }] = (await once(thread, 'message')) as [ReadReply];
    seen.files += images.length;
    seen.bytes += size;
    return images;
  };
  // The batches in progress are consecutive, so this thread is free.
  const ask = async (some: readonly ImageFile[]): Promise<FirstAnswer> => {
    const thread = asked++ % threadsAtOnce;
    return { thread, images: await askThread(thread, some) };
  };
  try {
    for await (const [some, { thread, images }] of mapInOrder(batches(files, seen), threadsAtOnce, ask)) {
      // While a batch is passed on, its thread has nothing else to do: it reads what did not fit into its answer.
      for (
        let left = some, found = images;
        left.length > 0;
        found = left.length > 0 ? await askThread(thread, left) : []
      ) {
        for (const [i, image] of found.entries()) yield [left[i]!, image];
        left = left.slice(found.length);
      }
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** What a thread gave at first, and which thread it is. */
interface FirstAnswer {
  readonly thread: number;
  readonly images: readonly ReadImage[];
}

function* batches(files: readonly ImageFile[], seen: { files: number; bytes: number }): Generator<ImageFile[]> {
  for (let at = 0, next = batch.first; at < files.length; at += next) {
    if (seen.bytes > 0) next = Math.floor(batch.bytes / (seen.bytes / seen.files));
    next = Math.min(batch.files, Math.max(1, next));
    yield files.slice(at, at + next);
  }
}
