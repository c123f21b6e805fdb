// What happened to a run besides its steps: recoveries, certificates, repairs, requests. Circumstances for people and
// audits; no digest holds them.
import type { Digest } from '../digest.js';

/** One entry; `at` is ISO 8601. */
export type JournalEntry = { readonly schemaVersion: 1; readonly at: string; readonly epoch: number } & (
  | { readonly kind: 'started'; readonly from: string | null }
  | { readonly kind: 'requested'; readonly request: 'pause' | 'cancel' }
  /** Budgets that hold from now on, as people asked for them. */
  | { readonly kind: 'budget'; readonly asked: readonly string[] }
  | { readonly kind: 'superseded'; readonly from: string }
  /** A step that was taken back came out otherwise: the record of before is in the quarantine. */
  | { readonly kind: 'replaced'; readonly place: string; readonly key: Digest; readonly message: string }
  /** A step that an earlier attempt had begun was taken up again. */
  | { readonly kind: 'recovered'; readonly place: string; readonly iteration: number | null; readonly cause: string }
  /** The resume certificate: a closed step was run again beside the continued work. */
  | {
      readonly kind: 'certificate';
      readonly place: string;
      readonly key: Digest;
      readonly verdict: 'same' | 'different' | 'notRun';
      readonly tookMs: number;
      readonly message: string;
    }
  /** A damaged or missing object was made again by running the step that had made it. */
  | { readonly kind: 'repaired'; readonly object: Digest; readonly place: string; readonly tookMs: number }
  | { readonly kind: 'waited'; readonly for: 'disk'; readonly waitedMs: number }
);
