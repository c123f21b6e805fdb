// Reads ledgers: each process keeps what it has read, and reads only what is new.
import { join } from 'node:path';
import type { FileLayer } from './file-layer.js';
import type { LedgerChain } from './ledger-chain.js';
import { ledgerFiles, readFirst, readFurther, type LedgerFiles, type ReadLedger } from './ledger-files.js';
import { ledgerIndex, noIndex } from './ledger-index.js';

export interface LedgerFolders {
  readonly folder: string;
  /** Packed copies, which may be thrown away; null: only the lines themselves are read. */
  readonly index: string | null;
  readonly quarantine: string;
}

export interface LedgerReader {
  filesOf(run: string): LedgerFiles;
  /** The chain with all lines there are now. Calls wait for each other, so that each sees what came before it. */
  refresh(run: string): Promise<LedgerChain>;
}

export function createReader(files: FileLayer, { folder, index: indexFolder }: LedgerFolders): LedgerReader {
  const known = new Map<string, { read: ReadLedger | null; turn: Promise<unknown> }>();
  const filesOf = (run: string): LedgerFiles => ledgerFiles(files, join(folder, run));
  return {
    filesOf,
    refresh(run) {
      const own = filesOf(run);
      const index = indexFolder === null ? noIndex : ledgerIndex(files, join(indexFolder, run));
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
