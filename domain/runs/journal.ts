// What happened to a run besides its steps: recoveries, certificates, repairs, requests. It is for people and audits;
// no digest contains it.
import type { Digest } from '../digest.js';

/** One entry; `at` is ISO 8601. */
export type JournalEntry = { readonly schemaVersion: 1; readonly at: string; readonly epoch: number } & (
  | { readonly kind: 'started'; readonly from: string | null }
  | { readonly kind: 'requested'; readonly request: 'pause' | 'cancel' }
  /** Budgets that hold from now on, as people typed them. */
  | { readonly kind: 'budget'; readonly asked: readonly string[] }
  | { readonly kind: 'superseded'; readonly from: string }
  /** A repeated step gave another result. The earlier record is in the quarantine. */
  | { readonly kind: 'replaced'; readonly place: string; readonly key: Digest; readonly message: string }
  /** A step that an earlier attempt had begun was continued. */
  | { readonly kind: 'recovered'; readonly place: string; readonly iteration: number | null; readonly cause: string }
  /** The resume certificate: a closed step was run again beside the continued work, to compare its result. */
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
