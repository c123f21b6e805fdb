// Reads ledgers: each process keeps what it has read, and reads only what is new.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import type { Glance, LedgerLine } from '../domain/ledger/lines.js';
import type { LedgerChain } from './ledger-chain.js';
import {
  ledgerFiles,
  pickLines,
  readFirst,
  readFurther,
  walkFiles,
  type LedgerFiles,
  type ReadLedger,
} from './ledger-files.js';
import { ledgerIndex, noIndex, type LedgerIndex } from './ledger-index.js';

export interface LedgerFolders {
  readonly folder: string;
  /** Packed copies, which may be thrown away. */
  readonly index: string;
  /** False: only the lines themselves are read, and the packed copies are compared with them. */
  readonly isIndexed: boolean;
  readonly quarantine: string;
}

export interface LedgerReader {
  filesOf(run: string): LedgerFiles;
  /** The chain with all lines there are now. Calls wait for each other, so that each sees what came before it. */
  refresh(run: string): Promise<LedgerChain>;
  /** All lines from the files. `onOther`: called with each pack of the index that has other lines. */
  walk(run: string, onOther?: (path: string) => void): AsyncIterable<LedgerLine>;
  /** The lines that somebody wants, of those there are now. */
  pick(run: string, isWanted: (line: Glance) => boolean): Promise<readonly LedgerLine[]>;
}

export function createReader(files: FileLayer, { folder, index, isIndexed }: LedgerFolders): LedgerReader {
  const known = new Map<string, { read: ReadLedger | null; turn: Promise<unknown> }>();
  const filesOf = (run: string): LedgerFiles => ledgerFiles(files, join(folder, run));
  const packsOf = (run: string): LedgerIndex => ledgerIndex(files, join(index, run));
  const indexOf = (run: string): LedgerIndex => (isIndexed ? packsOf(run) : noIndex);
  return {
    filesOf,
    walk: (run, onOther) => walkFiles(filesOf(run), packsOf(run), onOther),
    pick: (run, isWanted) => pickLines(filesOf(run), indexOf(run), isWanted),
    refresh(run) {
      const [own, index] = [filesOf(run), indexOf(run)];
      const state = known.get(run) ?? { read: null, turn: Promise.resolve() };
      known.set(run, state);
      const turn = state.turn.then(async () => {
        state.read ??= await readFirst(own, index);
        await readFurther(own, index, state.read);
        return state.read.chain;
      });
      state.turn = turn.catch(() => undefined);
      return turn;
    },
  };
}
