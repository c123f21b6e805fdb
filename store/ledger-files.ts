// The files of one ledger, and how a chain reads what is new in them: first the packs of its index, then file after
// file. The next number is tried; the folder is listed only once.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import { LedgerChain } from './ledger-chain.js';
import { packLines, type LedgerIndex } from './ledger-index.js';
import { wantedLine } from './ledger-glance.js';
import { BrokenChain, lineAfter, parsed, textOf, type Head } from './ledger-line.js';
import { lineOf, type Glance, type LedgerLine } from '../domain/ledger/lines.js';

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

/** The texts of all lines that the index has, if it agrees with the files; otherwise none. */
async function readIndex(files: LedgerFiles, index: LedgerIndex): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let number = 0; ; number++) {
    const pack = await index.pack(number);
    if (pack === null) break;
    if (!follows(texts.at(-1), pack[0]!)) return dropped(index);
    texts.push(...pack);
  }
  const last = texts.at(-1);
  if (last === undefined) return texts;
  return (await files.read(texts.length)) === last ? texts : dropped(index);
}

const headOf = (text: string | undefined): Head => (text === undefined ? null : lineOf(parsed(text)!));
const follows = (last: string | undefined, text: string): boolean => typeof lineAfter(headOf(last), text) !== 'string';

async function dropped(index: LedgerIndex): Promise<readonly string[]> {
  await index.drop();
  return [];
}

/** See `Ledger.walk`. */
export async function* walkFiles(
  files: LedgerFiles,
  index: LedgerIndex,
  onOther: (path: string) => void = () => undefined,
): AsyncGenerator<LedgerLine> {
  const unpacked: string[] = [];
  for await (const { line, text } of newLines(files, null, await files.last())) {
    unpacked.push(text);
    if (unpacked.length === packLines) {
      const other = await index.other(line.sequence / packLines - 1, unpacked.splice(0));
      if (other !== null) onOther(other);
    }
    yield line;
  }
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
  const chain = new LedgerChain();
  for (const text of await readIndex(files, index)) chain.add(lineOf(parsed(text)!));
  return { chain, unpacked: [], atLeast: await files.last() };
}

/**
 * The lines that somebody wants, in the order of the chain; `isWanted` is asked from the last line to the first. Throws
 * what `newLines` throws.
 */
export async function pickLines(
  files: LedgerFiles,
  index: LedgerIndex,
  isWanted: (line: Glance) => boolean,
): Promise<LedgerLine[]> {
  const texts = await readIndex(files, index);
  const further: LedgerLine[] = [];
  for await (const line of packing(files, index, headOf(texts.at(-1)), await files.last(), [])) further.push(line);
  const wanted = further.reverse().filter(isWanted);
  for (let index = texts.length - 1; index >= 0; index--) {
    const line = wantedLine(texts[index]!, isWanted);
    if (line) wanted.push(line);
  }
  return wanted.reverse();
}

/** Adds the lines that are new, and keeps full packs of them. Throws what `newLines` throws. */
export async function readFurther(files: LedgerFiles, index: LedgerIndex, read: ReadLedger): Promise<void> {
  const { chain, unpacked, atLeast } = read;
  for await (const line of packing(files, index, chain.head, atLeast, unpacked)) chain.add(line);
  read.atLeast = 0;
}

/** New lines, of which full packs are kept. `unpacked`: the texts after the last full pack. */
async function* packing(
  files: LedgerFiles,
  index: LedgerIndex,
  head: Head,
  atLeast: number,
  unpacked: string[],
): AsyncGenerator<LedgerLine> {
  for await (const { line, text } of newLines(files, head, atLeast)) {
    unpacked.push(text);
    if (unpacked.length === packLines) await index.keep(line.sequence / packLines - 1, unpacked.splice(0));
    yield line;
  }
}

/**
 * Lines after `head`, one after the other, without keeping them. A torn last line counts as not written. Throws
 * EAGAN_OBJECT_CORRUPT at a line that is lost, altered or out of order. `atLeast`: a number that is there, so that a
 * line that is lost before it does not look like the end.
 */
async function* newLines(
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
