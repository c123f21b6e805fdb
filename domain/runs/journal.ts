// The journal of earlier versions: what happened to a run besides its steps. The ledger has all of that now.
import type { LedgerEvent } from '../ledger/kinds.js';

type JournalKind =
  'started' | 'requested' | 'budget' | 'superseded' | 'replaced' | 'recovered' | 'certificate' | 'repaired' | 'waited';

/** One entry; `at` is ISO 8601. */
export type JournalEntry = { readonly schemaVersion: 1; readonly at: string; readonly epoch: number } & Extract<
  LedgerEvent,
  { kind: JournalKind }
>;
