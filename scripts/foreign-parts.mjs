// Reads parts of files that may come from a stranger: the beginning, or the whole piece by piece, whatever its size.
// What is no regular file is refused as in foreign-files.mjs.
import { closeSync, constants, fstatSync, readSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { named, openRegular, requireRegular } from './foreign-files.mjs';

const { O_NONBLOCK, O_RDONLY } = constants;

/**
 * The first bytes of a regular file; fewer if it has no more.
 * @param {string} path
 * @param {number} atMost
 * @returns {Buffer}
 */
export function readStart(path, atMost) {
  const file = openRegular(path);
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, atMost));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } catch (error) {
    throw named(error, path);
  } finally {
    closeSync(file);
  }
}

/**
 * A regular file of any size in pieces, each in memory of its own. It is open until the last piece was taken, or the
 * consumer stops.
 * @param {string} path
 * @param {number} pieceBytes
 * @returns {AsyncGenerator<Buffer, void>}
 */
export async function* streamRegular(path, pieceBytes) {
  requireRegular(await stat(path), path);
  const handle = await open(path, O_RDONLY | O_NONBLOCK);
  try {
    requireRegular(await handle.stat(), path);
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(pieceBytes), 0, pieceBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw named(error, path);
  } finally {
    await handle.close();
  }
}
