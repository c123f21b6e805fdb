// The files of one ledger, and how a chain reads what is new in them: the next number is tried, the folder is listed
// only once.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import { tryJson } from './json.js';
import type { LedgerChain } from './ledger-chain.js';
import { brokenChain, chainProblem, parseLine } from './ledger-line.js';

export interface LedgerFiles {
  readonly pathOf: (sequence: number) => string;
  read(sequence: number): Promise<Uint8Array | null>;
  /** The largest number there is; 0: none. */
  last(): Promise<number>;
}

export function ledgerFiles(files: FileLayer, folder: string): LedgerFiles {
  const pathOf = (sequence: number): string => join(folder, `${String(sequence).padStart(8, '0')}.json`);
  return {
    pathOf,
    read: (sequence) => files.read(pathOf(sequence)),
    last: async () => lastSequence(await files.list(folder)),
  };
}

function lastSequence(names: readonly string[]): number {
  const last = names.findLast((name) => /^\d{8}\.json$/.test(name));
  return last === undefined ? 0 : Number.parseInt(last, 10);
}

/** False: a power cut left the file torn. */
export const isWritten = (bytes: Uint8Array | null): boolean => tryJson(bytes) !== undefined;

/**
 * Adds the lines that are new to the chain. A torn last line counts as not written. Throws EAGAN_OBJECT_CORRUPT at a
 * line that is lost, altered or out of order.
 */
export async function readFurther(files: LedgerFiles, chain: LedgerChain): Promise<void> {
  // A line that is lost in the middle would look like the end.
  const atLeast = chain.head === null ? await files.last() : 0;
  for (let sequence = (chain.head?.sequence ?? 0) + 1; ; sequence++) {
    const bytes = await files.read(sequence);
    if (bytes === null && sequence > atLeast) return;
    if (!isWritten(bytes) && (await isLast(files, sequence, atLeast))) return;
    const line = parseLine(bytes);
    const problem = chainProblem(chain.head, line, bytes);
    if (problem !== null) throw brokenChain(sequence, problem, files.pathOf(sequence));
    chain.add(line!);
  }
}

async function isLast(files: LedgerFiles, sequence: number, atLeast: number): Promise<boolean> {
  return sequence >= atLeast && (await files.read(sequence + 1)) === null;
}
