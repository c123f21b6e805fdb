// The thread that reads files, one after another, for read-images.ts.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { ReadImage, ReadReply, ReadRequest } from './read-images.js';

parentPort!.on('message', ({ paths, want }: ReadRequest) => {
  const files = paths.map(readOrNull);
  const images = files.map((bytes): ReadImage => ({
    digest: bytes && hash('sha256', bytes, 'hex'),
    bytes: want === 'bytes' ? bytes : null,
  }));
  const size = files.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
  const moved = images.flatMap(({ bytes }) => (bytes ? [bytes.buffer] : []));
  parentPort!.postMessage({ images, size } satisfies ReadReply, moved as ArrayBuffer[]);
});

/** In memory of its own: what comes out of Node's shared buffers cannot be moved to another thread. */
function readOrNull(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    return null;
  }
}
