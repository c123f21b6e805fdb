// A packed copy of a ledger, so that a long one is read with few files: packs of a thousand lines, as they are in their
// files, and a checksum of them. The lines were checked when they were packed, so a pack that has its checksum needs no
// look at each. It may be lost or damaged at any time. Readers check how packs follow each other, and the last line
// against that line's own file, which stands for all lines before it.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import { textOf } from './ledger-line.js';
import { fastDigest } from './objects.js';

/** Lines in a pack: some 400 KB. */
export const packLines = 1_000;

export interface LedgerIndex {
  /** The lines of a pack, numbered from 0, each with its newline; null: it is not there, or is not whole. */
  pack(number: number): Promise<readonly string[] | null>;
  /** The file of a pack that is there and is not of these lines; null: there is none. */
  other(number: number, lines: readonly string[]): Promise<string | null>;
  /** Keeps a pack. If that is not possible, it is done without. */
  keep(number: number, lines: readonly string[]): Promise<void>;
  /** Throws all packs away: their lines are not those of the files. */
  drop(): Promise<void>;
}

/** The largest pack: its lines have at most 64 KiB each, and mostly a hundredth of that. */
const mostPackBytes = packLines * 64 * 1024;

/** For proofs, which read the lines themselves. */
export const noIndex: LedgerIndex = {
  pack: async () => null,
  other: async () => null,
  keep: async () => undefined,
  drop: async () => undefined,
};

/** The index of one ledger, in a folder of its own: `00000000.jsonl`. */
export function ledgerIndex(files: FileLayer, folder: string): LedgerIndex {
  const pathOf = (number: number): string => join(folder, `${String(number).padStart(8, '0')}.jsonl`);
  const unlessRefused = async (change: () => Promise<void>): Promise<void> => change().catch(() => undefined);
  return {
    async pack(number) {
      const bytes = await files.read(pathOf(number), mostPackBytes).catch(() => null);
      return bytes && wholePack(bytes);
    },
    async other(number, lines) {
      const bytes = await files.read(pathOf(number), mostPackBytes);
      return bytes === null || packed(lines).equals(bytes) ? null : pathOf(number);
    },
    keep: (number, lines) => unlessRefused(() => files.replace(pathOf(number), packed(lines))),
    drop: () => unlessRefused(() => files.remove(folder)),
  };
}

function packed(lines: readonly string[]): Buffer {
  const bytes = Buffer.from(lines.join(''));
  return Buffer.concat([bytes, checksumLine(bytes)]);
}

const checksumLine = (lines: Uint8Array): Buffer => Buffer.from(`${fastDigest(lines)}\n`);

/** The lines of a pack; null: it is not as it was written. */
function wholePack(bytes: Uint8Array): readonly string[] | null {
  const text = bytes.subarray(0, Math.max(0, bytes.length - checksumBytes));
  if (!checksumLine(text).equals(bytes.subarray(text.length))) return null;
  const lines = linesIn(textOf(text));
  return lines.length === packLines ? lines : null;
}

/** 64 hexadecimal digits and a newline. */
const checksumBytes = 65;

function linesIn(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start) + 1 || text.length;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}
