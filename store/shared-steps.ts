// What a fork shares with its source: ledger lines in the fork's own chain, of steps whose records and objects exist
// already.
import { isAtOrAfter } from '../domain/steps/place-order.js';
import { standingLines } from './result.js';
import { readRun, type FrozenRun } from './runs.js';
import type { StepLine } from '../domain/ledger/lines.js';
import { recordDigest } from './records.js';
import type { LedgerEntry, Store } from './types.js';

/** The lines of a source run that a fork at the place shares, in ledger order. */
export async function linesBefore(store: Store, { pipeline, run }: FrozenRun, at: string): Promise<StepLine[]> {
  const isLater = isAtOrAfter(pipeline, at);
  return (await standingLines(store, run)).filter(({ place }) => !isLater(place));
}

/**
 * Adds the shared lines to a fork's ledger; does nothing for other runs. Call it before each start: a crash may have
 * come in between. It skips places that the fork already has, whatever has become of its source.
 */
export async function enterSharedSteps(store: Store, { run, forkedFrom }: FrozenRun, epoch: number): Promise<void> {
  const source = forkedFrom && (await readRun(store.refs, forkedFrom.run));
  if (!source) return;
  const known = new Set((await store.ledger.entries(run)).map(({ place }) => place));
  for (const line of await linesBefore(store, source.frozen, forkedFrom.at)) {
    if (!known.has(line.place)) await store.ledger.append(run, epoch, await sharedStep(store, line));
  }
}

/** Lines of version 1 have no digest of the record: then it is what the record is now. */
async function sharedStep({ records }: Store, { place, key, fingerprint, record }: StepLine): Promise<LedgerEntry> {
  const found = record === undefined ? await records.find(key, fingerprint) : null;
  const digest = record ?? (found && recordDigest(found));
  return { place, key, fingerprint, ...(digest === null ? {} : { record: digest }), at: new Date().toISOString() };
}
