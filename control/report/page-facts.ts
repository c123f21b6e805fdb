// What the report of a run shows besides its facts: the pipeline's file, remarks on the winner, what verification
// found.
import { readingRun, runRecords, type RunInStore, type Store } from '../../store/index.js';
import { remarksOn } from '../progress/summary.js';
import { exportedPipeline } from '../runs/exported-pipeline.js';
import { openReadOnlyStore } from '../verify/read-only-store.js';
import { readReportFacts, type ReportFacts, type RunFacts } from './run-facts.js';
import { sampleSheet } from './samples/sample-sheet.js';
import { verificationFacts, type VerificationFacts } from './verification-facts.js';

export interface PageFacts {
  readonly run: RunFacts;
  /** The same for charts. */
  readonly charts: ReportFacts;
  /** Plain sentences about a winner that is no better than noise. */
  readonly remarks: readonly string[];
  /** The exported sheet of the winner's images, as a URI that stands in the page; null: there is none. */
  readonly winner: string | null;
  /** The text of the pipeline's file, with every value. */
  readonly pipeline: string;
  readonly verification: VerificationFacts;
}

export interface PageOptions {
  readonly stateFolder: string;
  /** More bytes of objects than these are not read to verify the run; 0: it is not verified. */
  readonly limitBytes: number;
  /** Images that were not made before are made, which takes TensorFlow. */
  readonly makesSamples: boolean;
  readonly onMake: (made: number, total: number) => void;
}

/** Reads a run. Throws what reading the run throws, and making its images. */
export async function readPageFacts(store: Store, found: RunInStore, options: PageOptions): Promise<PageFacts> {
  const { stateFolder, limitBytes, makesSamples, onMake } = options;
  const { run } = found.frozen;
  const facts = await readReportFacts(store, [found]);
  const reading = await openReadOnlyStore(stateFolder);
  const samples = await readingRun(run, () => sampleSheet(store, found, { make: makesSamples, onMake }));
  return {
    run: facts.runs[0]!,
    charts: { ...facts, samples },
    remarks: (await readingRun(run, () => remarksOn(store, found))).map(asSentence),
    winner: await winnerImages(store, found),
    pipeline: exportedPipeline(found.frozen),
    verification: await verificationFacts(reading, found, stateFolder, limitBytes),
  };
}

async function winnerImages(store: Store, { frozen, result }: RunInStore): Promise<string | null> {
  const records = result === null ? [] : await runRecords(store, frozen.run);
  const digest = records.find(({ key }) => key === result?.exportKey)?.outputs.samples;
  // What is lost or damaged is told where the run is verified.
  const png = digest === undefined ? null : await store.objects.get(digest).catch(() => null);
  return png && `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
