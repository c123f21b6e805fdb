// The bytes of files, from a folder; `.gz` files are unpacked while they are read.
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { ForeignFileError } from '../../scripts/foreign-files.mjs';
import { streamRegular } from '../../scripts/foreign-parts.mjs';
import type { NeededFile } from './format.js';

/** Files that can be read from their beginning, as often as one likes. */
export interface StoredFiles {
  readonly needed: readonly NeededFile[];
  /** The path of a file for people. */
  shown(name: string): string;
  /** Errors of the system, ForeignFileError, and Unpackable. */
  open(name: string): AsyncIterable<Uint8Array>;
}

/** Compressed bytes that cannot be unpacked. */
export class Unpackable extends Error {}

const pieceBytes = 2 ** 20;

export function folderFiles(folder: string, needed: readonly NeededFile[]): StoredFiles {
  const pathOf = (name: string): string => join(folder, needed.find((one) => one.name === name)?.file ?? name);
  return {
    needed,
    shown: pathOf,
    open(name) {
      const path = pathOf(name);
      const pieces = streamRegular(path, pieceBytes);
      return path.endsWith('.gz') && !name.endsWith('.gz') ? unpacked(pieces) : pieces;
    },
  };
}

/** What was compressed, piece by piece. Throws Unpackable. */
async function* unpacked(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  const feeding = feed(pieces, gunzip);
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
    await feeding;
  } catch (error) {
    throw error instanceof ForeignFileError || !isOfZlib(error) ? error : new Unpackable((error as Error).message);
  } finally {
    gunzip.destroy();
    await feeding.catch(() => undefined);
  }
}

const isOfZlib = (error: unknown): boolean => /^Z_/.test((error as NodeJS.ErrnoException).code ?? '');

async function feed(pieces: AsyncIterable<Uint8Array>, gunzip: ReturnType<typeof createGunzip>): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (gunzip.destroyed) return;
      if (!gunzip.write(piece)) await drained(gunzip);
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error as Error);
  }
}

/** Ends too when there is nothing more to wait for. */
const drained = (gunzip: ReturnType<typeof createGunzip>): Promise<void> =>
  new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error'] as const) gunzip.once(event, () => resolve());
  });
