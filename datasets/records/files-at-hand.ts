// What sizes and first bytes say of files in a folder, for counts before anything is read.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { readStart } from '../../scripts/foreign-parts.mjs';
import { isPacked, type FilesAtHand, type NeededFile } from './format.js';

/** Enough compressed bytes for the longest header. */
const compressedStart = 2 ** 16;

/** Of what cannot be read it says that there is nothing: reading the files tells why. */
export function filesAtHand(folder: string, needed: readonly NeededFile[]): FilesAtHand {
  const fileOf = (name: string): NeededFile | undefined => needed.find((one) => one.name === name);
  return {
    bytes(name) {
      const found = fileOf(name);
      return found && isPacked(found) ? null : sizeOf(join(folder, found?.file ?? name));
    },
    start(name, length) {
      const found = fileOf(name);
      if (!found) return new Uint8Array(0);
      const path = join(folder, found.file);
      return orNothing(() =>
        isPacked(found) ? firstUnpacked(readStart(path, compressedStart), length) : readStart(path, length),
      );
    },
  };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function firstUnpacked(compressed: Uint8Array, length: number): Uint8Array {
  return gunzipSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, length);
}

function orNothing(read: () => Uint8Array): Uint8Array {
  try {
    return read();
  } catch {
    return new Uint8Array(0);
  }
}
