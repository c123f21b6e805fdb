// The thread that reads files, one after another, for read-images.ts.
import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { BytePath } from './names.js';
import { readImageFile } from './read-file.js';
import type { ReadImage, ReadReply, ReadRequest } from './read-images.js';
import { mayBeDeep } from './sample-bits.js';

/** How many bytes one answer may hold before the last file. */
const mostBytes = 4 * 2 ** 20;

function readImage(path: BytePath, want: ReadRequest['want']): { image: ReadImage; length: number } {
  const { bytes, problem } = readImageFile(path);
  const image = {
    digest: bytes && hash('sha256', bytes, 'hex'),
    bytes: want === 'bytes' ? bytes : null,
    problem: bytes?.length === 0 ? 'an empty file' : problem,
    mayBeDeep: bytes !== null && mayBeDeep(bytes),
  };
  return { image, length: bytes?.length ?? 0 };
}

parentPort!.on('message', ({ paths, want }: ReadRequest) => {
  const images: ReadImage[] = [];
  let size = 0;
  // It answers early if the files are larger than they seemed: the caller asks again for the rest.
  for (const path of paths) {
    const { image, length } = readImage(path, want);
    images.push(image);
    size += length;
    if (want === 'bytes' && size > mostBytes) break;
  }
  const moved = images.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
  parentPort!.postMessage({ images, size } satisfies ReadReply, moved as ArrayBuffer[]);
});
