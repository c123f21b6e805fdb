// What the report of a run shows besides its facts: the pipeline's file, remarks on the winner, what verification
// found.
import { readingRun, type RunInStore, type Store } from '../../store/index.js';
import { remarksOn } from '../progress/summary.js';
import { exportedPipeline } from '../runs/exported-pipeline.js';
import { openReadOnlyStore } from '../verify/read-only-store.js';
import { readReportFacts, type ReportFacts, type RunFacts } from './run-facts.js';
import { verificationFacts, type VerificationFacts } from './verification-facts.js';

export interface PageFacts {
  readonly run: RunFacts;
  /** The same for charts. */
  readonly charts: ReportFacts;
  /** Plain sentences about a winner that is no better than noise. */
  readonly remarks: readonly string[];
  /** The text of the pipeline's file, with every value. */
  readonly pipeline: string;
  readonly verification: VerificationFacts;
}

/** Reads a run. `limitBytes`: of objects that are read to verify it. Throws what reading the run throws. */
export async function readPageFacts(
  store: Store,
  found: RunInStore,
  stateFolder: string,
  limitBytes: number,
): Promise<PageFacts> {
  const charts = await readReportFacts(store, [found]);
  const reading = await openReadOnlyStore(stateFolder);
  return {
    run: charts.runs[0]!,
    charts,
    remarks: (await readingRun(found.frozen.run, () => remarksOn(store, found))).map(asSentence),
    pipeline: exportedPipeline(found.frozen),
    verification: await verificationFacts(reading, found, stateFolder, limitBytes),
  };
}

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
