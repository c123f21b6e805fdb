// The files of one ledger, and how a chain reads what is new in them: first the packs of its index, then file after
// file. The next number is tried; the folder is listed only once.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import { LedgerChain } from './ledger-chain.js';
import { packLines, type LedgerIndex } from './ledger-index.js';
import { BrokenChain, lineAfter, parsed, textOf, type Head } from './ledger-line.js';
import type { LedgerLine } from '../domain/ledger/lines.js';

export interface LedgerFiles {
  readonly pathOf: (sequence: number) => string;
  /** The text of a line's file; null: there is none. */
  read(sequence: number): Promise<string | null>;
  /** The largest number there is; 0: none. */
  last(): Promise<number>;
}

export function ledgerFiles(files: FileLayer, folder: string): LedgerFiles {
  const pathOf = (sequence: number): string => join(folder, `${String(sequence).padStart(8, '0')}.json`);
  return {
    pathOf,
    read: async (sequence) => {
      const bytes = await files.read(pathOf(sequence));
      return bytes && textOf(bytes);
    },
    last: async () => lastSequence(await files.list(folder)),
  };
}

function lastSequence(names: readonly string[]): number {
  const last = names.findLast((name) => /^\d{8}\.json$/.test(name));
  return last === undefined ? 0 : Number.parseInt(last, 10);
}

/** False: a power cut left the file torn. */
export const isWritten = (bytes: Uint8Array | null): boolean => bytes !== null && parsed(textOf(bytes)) !== undefined;

/** The chain as it can be read at once: from the index, if that agrees with the files; otherwise empty. */
async function readIndex(files: LedgerFiles, index: LedgerIndex): Promise<LedgerChain> {
  const chain = new LedgerChain();
  let last: string | null = null;
  for (let number = 0; ; number++) {
    const pack = await index.pack(number);
    if (pack === null) break;
    for (const text of pack) {
      const line = lineAfter(chain.head, text);
      if (typeof line === 'string') return dropped(index);
      chain.add(line);
    }
    last = pack.at(-1)!;
  }
  if (last === null) return chain;
  return (await files.read(chain.head!.sequence)) === last ? chain : dropped(index);
}

async function dropped(index: LedgerIndex): Promise<LedgerChain> {
  await index.drop();
  return new LedgerChain();
}

/** What a process has read of a ledger. */
export interface ReadLedger {
  readonly chain: LedgerChain;
  /** Lines after the last full pack. */
  readonly unpacked: string[];
  /** How many lines the folder had when it was first listed; 0 once they are read. */
  atLeast: number;
}

/** The first read: from the index as far as it goes. */
export async function readFirst(files: LedgerFiles, index: LedgerIndex): Promise<ReadLedger> {
  return { chain: await readIndex(files, index), unpacked: [], atLeast: await files.last() };
}

/** Adds the lines that are new, and keeps full packs of them. Throws what `newLines` throws. */
export async function readFurther(files: LedgerFiles, index: LedgerIndex, read: ReadLedger): Promise<void> {
  const { chain, unpacked } = read;
  for await (const { line, text } of newLines(files, chain.head, read.atLeast)) {
    chain.add(line);
    unpacked.push(text);
    if (unpacked.length === packLines) await index.keep(line.sequence / packLines - 1, unpacked.splice(0));
  }
  read.atLeast = 0;
}

/**
 * Lines after `head`, one after the other, without keeping them. A torn last line counts as not written. Throws
 * EAGAN_OBJECT_CORRUPT at a line that is lost, altered or out of order. `atLeast`: a number that is there, so that a
 * line that is lost before it does not look like the end.
 */
export async function* newLines(
  files: LedgerFiles,
  head: Head,
  atLeast: number,
): AsyncGenerator<{ readonly line: LedgerLine; readonly text: string }> {
  const read = readingAhead(files, atLeast);
  for (let sequence = (head?.sequence ?? 0) + 1; ; sequence++) {
    const text = await read(sequence);
    if (text === null && sequence > atLeast) return;
    const line = lineAfter(head, text);
    if (typeof line === 'string') {
      if (await isTornEnd(files, sequence, text, atLeast)) return;
      throw new BrokenChain(sequence, line, files.pathOf(sequence));
    }
    head = line;
    yield { line, text: text! };
  }
}

/** How many files are read at once while more are known to be there. */
const filesAtOnce = 32;

function readingAhead(files: LedgerFiles, atLeast: number): (sequence: number) => Promise<string | null> {
  const ahead = new Map<number, Promise<string | null>>();
  return (sequence) => {
    const found = ahead.get(sequence);
    ahead.delete(sequence);
    if (found) return found;
    for (let next = sequence + 1; next < Math.min(sequence + filesAtOnce, atLeast + 1); next++) {
      const reading = files.read(next);
      reading.catch(() => undefined); // whoever asks for it learns of it
      ahead.set(next, reading);
    }
    return files.read(sequence);
  };
}

async function isTornEnd(files: LedgerFiles, sequence: number, text: string | null, atLeast: number): Promise<boolean> {
  if (text === null || parsed(text) !== undefined) return false;
  return sequence >= atLeast && (await files.read(sequence + 1)) === null;
}
