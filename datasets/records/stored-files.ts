// The bytes of files, from a folder; `.gz` files are unpacked while they are read.
import { join } from 'node:path';
import { gunzipped } from '../../formats/tar/gunzip.js';
import { streamRegular } from '../../scripts/foreign-parts.mjs';
import { isPacked, type NeededFile } from './format.js';

/** Files that can be read from their beginning, as often as one likes. */
export interface StoredFiles {
  readonly needed: readonly NeededFile[];
  /** What lies on the disk: the file, packed or not, or the archive. */
  stored(name: string): string;
  /** The file's contents, for people. */
  shown(name: string): string;
  /**
   * `onStored` gets the bytes as they lie, packed or not. Errors: of the system, ForeignFileError, FormatError.
   */
  open(name: string, onStored: (piece: Uint8Array) => void): AsyncIterable<Uint8Array>;
  /** Passes over what is left of an archive, so that its checksum is looked at. Returns its MD5; null for a folder. */
  finish(): Promise<string | null>;
  /** Closes what is still open, also after an error. */
  close(): Promise<void>;
}

export const pieceBytes = 2 ** 20;

export function folderFiles(folder: string, needed: readonly NeededFile[]): StoredFiles {
  const fileOf = (name: string): NeededFile => needed.find((one) => one.name === name)!;
  const pathOf = (name: string): string => join(folder, fileOf(name).file);
  return {
    needed,
    stored: pathOf,
    shown: (name) => (isPacked(fileOf(name)) ? `${pathOf(name)} (unpacked)` : pathOf(name)),
    open(name, onStored) {
      const pieces = watched(streamRegular(pathOf(name), pieceBytes), onStored);
      return isPacked(fileOf(name)) ? gunzipped(pieces) : pieces;
    },
    finish: () => Promise.resolve(null),
    close: () => Promise.resolve(),
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
