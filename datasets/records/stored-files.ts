// The bytes of files, from a folder; `.gz` files are unpacked while they are read.
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { ForeignFileError } from '../../scripts/foreign-files.mjs';
import { streamRegular } from '../../scripts/foreign-parts.mjs';
import { isPacked, type NeededFile } from './format.js';

/** Files that can be read from their beginning, as often as one likes. */
export interface StoredFiles {
  readonly needed: readonly NeededFile[];
  /** The path of a file for people. */
  shown(name: string): string;
  /**
   * `onStored` gets the bytes as they lie, packed or not. Errors: of the system, ForeignFileError, and Unpackable.
   */
  open(name: string, onStored: (piece: Uint8Array) => void): AsyncIterable<Uint8Array>;
}

/** Compressed bytes that cannot be unpacked. */
export class Unpackable extends Error {}

const pieceBytes = 2 ** 20;

export function folderFiles(folder: string, needed: readonly NeededFile[]): StoredFiles {
  const fileOf = (name: string): NeededFile => needed.find((one) => one.name === name)!;
  const pathOf = (name: string): string => join(folder, fileOf(name).file);
  return {
    needed,
    shown: (name) => `${pathOf(name)}${isPacked(fileOf(name)) ? ' (unpacked)' : ''}`,
    open(name, onStored) {
      const pieces = watched(streamRegular(pathOf(name), pieceBytes), onStored);
      return isPacked(fileOf(name)) ? unpacked(pieces) : pieces;
    },
  };
}

async function* watched(
  pieces: AsyncIterable<Uint8Array>,
  onPiece: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    onPiece(piece);
    yield piece;
  }
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
