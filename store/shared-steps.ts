// What a fork has of its source: lines of its own in its own chain, of steps whose records and objects are there
// already.
import { isAtOrAfter } from '../domain/steps/place-order.js';
import { standingLines } from './result.js';
import { readRun, type FrozenRun } from './runs.js';
import type { LedgerLine, Store } from './types.js';

/** The lines of a source run that a fork at the place shares, in the order of its ledger. */
export async function linesBefore(store: Store, { pipeline, run }: FrozenRun, at: string): Promise<LedgerLine[]> {
  const isLater = isAtOrAfter(pipeline, at);
  return (await standingLines(store, run)).filter(({ place }) => !isLater(place));
}

/**
 * Enters what a fork shares in its ledger; does nothing for a run that is none. To be called before each start: a crash
 * may have come in between. Places that the fork has a line of are left alone, whatever has become of its source.
 */
export async function enterSharedSteps(store: Store, { run, forkedFrom }: FrozenRun, epoch: number): Promise<void> {
  const source = forkedFrom && (await readRun(store.refs, forkedFrom.run));
  if (!source) return;
  const known = new Set((await store.ledger.entries(run)).map(({ place }) => place));
  for (const { place, key, fingerprint } of await linesBefore(store, source.frozen, forkedFrom.at)) {
    if (!known.has(place))
      await store.ledger.append(run, epoch, { place, key, fingerprint, at: new Date().toISOString() });
  }
}
