// What `eagan verify` finds of a run, for a report, if its objects are read quickly enough. Only reads.
import type { RunInStore, Store, StoreFinding } from '../../store/index.js';
import { verifyWholeRun } from '../verify/verify-whole-run.js';

/** `unread`: the objects have more bytes than the limit. */
export type VerificationFacts =
  | { readonly status: 'unread'; readonly limitBytes: number }
  | {
      readonly status: 'read';
      readonly lines: number;
      readonly records: number;
      readonly objects: number;
      readonly bytes: number;
      /** States that `eagan gc` removed. */
      readonly removed: number;
      readonly findings: readonly Pick<StoreFinding, 'code' | 'place' | 'message'>[];
    };

class TooManyBytes extends Error {}

/** Gives up once more than `limitBytes` of objects are read. `store`: one that is only read. */
export async function verificationFacts(
  store: Store,
  found: RunInStore,
  stateFolder: string,
  limitBytes: number,
): Promise<VerificationFacts> {
  const onProgress = ({ bytes }: { bytes: number }): void => {
    if (bytes > limitBytes) throw new TooManyBytes();
  };
  try {
    const verified = await verifyWholeRun({ store, found, stateFolder, head: null, onProgress });
    const { lines, records, objects, bytes, removed, findings } = verified;
    return {
      ...{ status: 'read', lines, records, objects, bytes, removed: removed.length },
      findings: findings.map(({ code, place, message }) => ({ code, place, message })),
    };
  } catch (error) {
    if (error instanceof TooManyBytes) return { status: 'unread', limitBytes };
    throw error;
  }
}
