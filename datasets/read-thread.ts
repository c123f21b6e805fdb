// The thread that reads files, one after another, for read-images.ts.
import { hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { readImageFile } from './read-file.js';
import type { ReadImage, ReadReply, ReadRequest } from './read-images.js';
import { mayBeDeep } from './sample-bits.js';

parentPort!.on('message', ({ paths, want }: ReadRequest) => {
  const files = paths.map(readImageFile);
  const images = files.map(({ bytes, problem }): ReadImage => ({
    digest: bytes && hash('sha256', bytes, 'hex'),
    bytes: want === 'bytes' ? bytes : null,
    problem: bytes?.length === 0 ? 'an empty file' : problem,
    mayBeDeep: bytes !== null && mayBeDeep(bytes),
  }));
  const size = files.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
  const moved = images.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
  parentPort!.postMessage({ images, size } satisfies ReadReply, moved as ArrayBuffer[]);
});
