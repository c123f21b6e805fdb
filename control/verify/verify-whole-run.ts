// `eagan verify`: everything that can be proved of a run without running its steps in trainers. Only reads.
import type { Digest } from '../../domain/digest.js';
import { readingRun, verifyRun, type RunInStore, type Store, type Verification } from '../../store/index.js';
import { runAllChecks } from './checks/index.js';
import { gatherEvidence } from './evidence.js';
import { compareHead, headFindings, type ComparedHead } from './head.js';
import { verifyFrozen, type VerifiedSource } from './verify-frozen.js';

export interface WholeVerification extends Verification {
  /** Whether the texts that the run was read from are as they were. */
  readonly source: VerifiedSource['source'];
  /** null: no head was given to compare. */
  readonly comparedHead: ComparedHead | null;
}

export interface VerifyRequest {
  readonly store: Store;
  readonly found: RunInStore;
  readonly stateFolder: string;
  /** A head that was kept elsewhere. */
  readonly head: Digest | null;
  onProgress?: Parameters<typeof verifyRun>[2];
}

/** First the digests of all that the run has, then what the checks compute again and compare. */
export async function verifyWholeRun(request: VerifyRequest): Promise<WholeVerification> {
  const { store, found, head, stateFolder, onProgress } = request;
  return readingRun(found.frozen.run, async () => {
    const verification = await verifyRun(store, found, onProgress);
    const evidence = await gatherEvidence({ store, found, stateFolder, verification });
    const compared = head === null ? null : compareHead(evidence.lines, head);
    return {
      ...verification,
      source: verifyFrozen(found.frozen).source,
      comparedHead: compared,
      findings: [
        ...verification.findings,
        ...(await runAllChecks(evidence)),
        ...(compared ? headFindings(compared, evidence.lines.length) : []),
      ],
    };
  });
}
