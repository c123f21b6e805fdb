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
  readonly images: readonly ReadImage[];
  /** Of all files together. */
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
  const ask = async (some: readonly ImageFile[]): Promise<readonly ReadImage[]> => {
    // The batches in progress are consecutive, so this thread is free.
    const thread = (threads[asked++ % threadsAtOnce] ??= new Worker(new URL('./read-thread.js', import.meta.url)));
    thread.postMessage({ paths: some.map(({ path }) => path), want } satisfies ReadRequest);
    const [{ images, size }] = (await once(thread, 'message')) as [ReadReply];
    seen.files += some.length;
    seen.bytes += size;
    return images;
  };
  try {
    for await (const [some, images] of mapInOrder(batches(files, seen), threadsAtOnce, ask))
      for (const [i, file] of some.entries()) yield [file, images[i]!];
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function* batches(files: readonly ImageFile[], seen: { files: number; bytes: number }): Generator<ImageFile[]> {
  for (let at = 0, next = batch.first; at < files.length; at += next) {
    if (seen.bytes > 0) next = Math.floor(batch.bytes / (seen.bytes / seen.files));
    next = Math.min(batch.files, Math.max(1, next));
    yield files.slice(at, at + next);
  }
}
