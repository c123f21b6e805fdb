// The offline proof of a run: recomputes every digest, from the ledger's chain to the bytes of each object.
import { pureFingerprint } from '../domain/steps/pure-steps.js';
import { findJson, type Objects } from '../domain/steps/objects.js';
import type { Digest, Json } from '../domain/digest.js';
import { createFileLayer } from './file-layer.js';
import type { StoreFinding } from './finding.js';
import { readOnlyFiles } from './read-only-files.js';
import type { RecordFacts } from './record-facts.js';
import { removedStates } from './removed.js';
import type { RunInStore } from './runs.js';
import type { Store } from './types.js';
import { verifyFiles } from './verify-files.js';
import { verifyObjects, type ReadingProgress, type VerifiedObjects } from './verify-objects.js';
import { verifyRecords, verifyResult } from './verify-records.js';

export interface Verification extends VerifiedObjects {
  readonly run: string;
  /** Lines of the ledger, and records that could be read. */
  readonly lines: number;
  /** The digest of the ledger's last line; null: it has none. */
  readonly head: Digest | null;
  readonly records: number;
  readonly runtimes: readonly RuntimeUse[];
}

/** What made some of the records. */
export interface RuntimeUse {
  readonly fingerprint: string;
  readonly records: number;
  /** What the fingerprint digests; `pure`: the same bits on every machine; null: only its digest is known. */
  readonly identity: Json | 'pure';
}

/**
 * Verifies a run against the store alone and changes nothing, if the store is one that is only read. `whole`: reads
 * objects whose bytes are only digested.
 */
export async function verifyRun(
  store: Store,
  found: RunInStore,
  onProgress: (read: ReadingProgress) => void = () => undefined,
  whole: Objects = store.objects,
): Promise<Verification> {
  const { run } = found.frozen;
  const files = readOnlyFiles(createFileLayer({ root: store.folder }));
  const { lines, records, standing, findings } = await verifyRecords(store, run);
  // A broken chain is a finding already.
  const head = lines.length === 0 ? null : await store.ledger.head(run);
  const objects = await verifyObjects(store, records, await removedStates(files, store.folder), onProgress, whole);
  const others: StoreFinding[] = [...verifyResult(standing, found), ...(await verifyFiles(files, store.folder, run))];
  return {
    run,
    lines: head?.sequence ?? 0,
    head: head?.digest ?? null,
    records: records.length,
    ...objects,
    runtimes: await runtimesOf(store, records),
    findings: [...findings, ...objects.findings, ...others],
  };
}

async function runtimesOf({ objects }: Store, records: readonly RecordFacts[]): Promise<RuntimeUse[]> {
  const counts = new Map<string, number>();
  for (const { fingerprint } of records) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  const identityOf = async (fingerprint: string): Promise<RuntimeUse['identity']> => {
    if (fingerprint === pureFingerprint) return 'pure';
    return findJson<Json>(objects, fingerprint);
  };
  return Promise.all(
    [...counts].map(async ([fingerprint, count]) => ({
      fingerprint,
      records: count,
      identity: await identityOf(fingerprint),
    })),
  );
}
