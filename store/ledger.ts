// The hash-chained story of a run. Each line is a file of its own, made by link(2), so all processes agree on one
// order.
import { join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import type { LedgerEvent, ToldEvent } from '../domain/ledger/kinds.js';
import { mayFollow, type LedgerLine } from '../domain/ledger/lines.js';
import type { FileLayer } from './file-layer.js';
import type { LedgerChain } from './ledger-chain.js';
import { lineBytes } from './ledger-line.js';
import { isWritten } from './ledger-files.js';
import { createReader, type LedgerFolders } from './ledger-reader.js';
import { setAside } from './set-aside.js';
import type { Ledger, LedgerEntry, Refs } from './types.js';

/** What to enter into a chain; `entered`: the line that makes it needless. */
type Entry = (chain: LedgerChain) => { readonly event: LedgerEvent; readonly entered: LedgerLine | undefined };

/**
 * Ledgers below `folder` (`<run>/00000001.json`), with packed copies below `index`. Owners are read from the refs; a
 * torn last line goes to `quarantine`.
 */
export function createLedger(files: FileLayer, folders: LedgerFolders, refs: Refs): Ledger {
  const { filesOf, pick, refresh, walk } = createReader(files, folders);

  async function enter(run: string, epoch: number, entry: Entry, at: string): Promise<void> {
    const { pathOf } = filesOf(run);
    for (;;) {
      const chain = await refresh(run);
      const { event, entered } = entry(chain);
      if (!entered || event.kind === 'step') await refuseOlder(refs, run, epoch, chain.newestEpoch, event.kind);
      if (entered) return files.settle(pathOf(entered.sequence));
      const { head } = chain;
      const sequence = (head?.sequence ?? 0) + 1;
      const path = pathOf(sequence);
      if (await files.writeNew(path, lineBytes(head, epoch, event, at))) return;
      // The number is taken: by a faster writer, whose line comes first, or by a line that a power cut left torn.
      if (!isWritten(await files.read(path)))
        await setAside(files, path, join(folders.quarantine, `ledger-${run}-${sequence}`), isWritten);
    }
  }
  return {
    append: (run, epoch, step, again) => enter(run, epoch, (chain) => stepEntry(chain, epoch, step, again), step.at),
    tell: (run, epoch, told, at = new Date().toISOString()) =>
      enter(run, epoch, (chain) => toldEntry(chain, epoch, told), at),
    find: async (run, step) => (await refresh(run)).step(step) ?? null,
    entries: async (run) => [...(await refresh(run)).steps],
    lines: async (run) => [...(await refresh(run)).lines],
    pick,
    walk,
    head: async (run) => {
      const { head } = await refresh(run);
      return head && { sequence: head.sequence, digest: head.digest };
    },
  };
}

function stepEntry(chain: LedgerChain, epoch: number, step: LedgerEntry, again?: 'again'): ReturnType<Entry> {
  const { place, key, fingerprint, record } = step;
  const event = { kind: 'step' as const, place, key, fingerprint, ...(record === undefined ? {} : { record }) };
  const entered = chain.step(step);
  if (!entered) return { event, entered };
  // A record that was damaged and made again has other circumstances: the newest line names the one that stands.
  const isOther = record !== undefined && entered.record !== undefined && entered.record !== record;
  return { event, entered: isOther || (again && entered.epoch < epoch) ? undefined : entered };
}

function toldEntry(chain: LedgerChain, epoch: number, told: ToldEvent): ReturnType<Entry> {
  const event = told.kind === 'attempt' ? { ...told, number: chain.attemptsAt(told.key) + 1 } : told;
  return { event, entered: chain.entered(event, epoch) };
}

async function refuseOlder(
  refs: Refs,
  run: string,
  epoch: number,
  entered: number,
  kind: LedgerEvent['kind'],
): Promise<void> {
  const owner = await refs.get<{ readonly epoch: number }>(`runs/${run}/owner`);
  const newest = Math.max(owner?.value.epoch ?? 0, entered);
  if (mayFollow(kind, epoch, newest)) return;
  throw new EaganError(
    'EAGAN_SUPERSEDED',
    `only the newest owner may write run ${run}: epoch ${newest} (this one is epoch ${epoch})`,
    `No action needed. Follow the run: eagan attach ${run}`,
  );
}
