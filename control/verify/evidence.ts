// What the checks of `eagan verify` look at: a run in a store that is only read.
import {
  readStory,
  standingLines,
  type LedgerLine,
  type RunInStore,
  type StepLine,
  type Store,
  type StoryEntry,
  type Verification,
} from '../../store/index.js';

export interface Evidence {
  readonly store: Store;
  readonly found: RunInStore;
  readonly stateFolder: string;
  /** All lines of the ledger; none if its chain is broken. */
  readonly lines: readonly LedgerLine[];
  /** The same with the entries of an earlier version's journal. */
  readonly story: readonly StoryEntry[];
  /** The lines of steps. */
  readonly steps: readonly StepLine[];
  /** Those that count. */
  readonly standing: readonly StepLine[];
  /** What the digests alone have shown. */
  readonly verification: Verification;
}

/** Reads the lines of a run. What is wrong with the chain is a finding of the verification already. */
export async function gatherEvidence(
  known: Pick<Evidence, 'store' | 'found' | 'stateFolder' | 'verification'>,
): Promise<Evidence> {
  const { store, found, verification } = known;
  const { run } = found.frozen;
  if (verification.lines === 0) return { ...known, lines: [], story: [], steps: [], standing: [] };
  const lines = await store.ledger.lines(run);
  const steps = await store.ledger.entries(run);
  return { ...known, lines, story: await readStory(store, run), steps, standing: await standingLines(store, run) };
}
