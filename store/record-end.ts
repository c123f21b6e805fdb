// Records how an epoch of a run ended: first in the ledger, then in the refs, which say the same. The first end stands.
import type { Digest } from '../domain/digest.js';
import { endedEvent, runEndOf } from '../domain/ledger/ends.js';
import type { RunEnd } from '../domain/runs/run-state.js';
import { readRun, writeRunOutcome, writeRunState } from './runs.js';
import type { Store } from './types.js';

/**
 * Safe to repeat after a crash. Of two different ends of one epoch, the ledger's is recorded. Refuses an older epoch
 * with EAGAN_SUPERSEDED. `resultDigest`: of a completed run.
 */
export async function recordRunEnd(
  store: Store,
  { run, epoch }: { readonly run: string; readonly epoch: number },
  end: RunEnd,
  resultDigest: Digest | null,
): Promise<void> {
  const { ledger, refs } = store;
  const now = new Date().toISOString();
  await ledger.tell(run, epoch, endedEvent(end, resultDigest), now);
  const line = (await ledger.lines(run)).find((each) => each.kind === 'ended' && each.epoch === epoch);
  if (line?.kind !== 'ended') return;
  const stands = line.state === end.status ? end : runEndOf(line);
  if (stands.status === 'completed' && line.resultDigest !== undefined) {
    const { exportKey } = stands;
    await writeRunOutcome(refs, run, { schemaVersion: 1, resultDigest: line.resultDigest, exportKey });
  }
  const startedAt = (await readRun(refs, run))?.state?.startedAt ?? now;
  await writeRunState(refs, run, { schemaVersion: 1, epoch, startedAt, finishedAt: line.at, ...stands });
}
