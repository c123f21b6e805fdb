// The HTML of a report: facts from the store, charts by the code that pages share.
import { readComparisonFacts } from '../control/report/comparison-facts.js';
import { readPageFacts } from '../control/report/page-facts.js';
import { readAssets } from '../report/page/assets.js';
import { comparisonPage } from '../report/page/comparison-page.js';
import { createDraw } from '../report/page/draw-in-node.js';
import { reportPage } from '../report/page/report-page.js';
import type { RunMatrix } from '../domain/runs/matrix.js';
import type { RunInStore, Store } from '../store/index.js';
import type { WrittenReport } from './text/report-text.js';

/** Objects of so many bytes are read and digested in about a second. */
const verifiedAtOnce = 256 * 2 ** 20;

interface Written extends Pick<WrittenReport, 'runs' | 'verified'> {
  readonly text: string;
}

export interface ReportOptions {
  readonly stateFolder: string;
  /** Verify however many bytes the objects have. */
  readonly verify: boolean;
  /** Make the images by generation that were not made before. */
  readonly samples: boolean;
  readonly onMake: (made: number, total: number) => void;
  /** The matrix whose runs these are. */
  readonly matrix?: RunMatrix | null;
}

/** Throws what reading a run throws. */
export async function writeReport(
  store: Store,
  found: readonly RunInStore[],
  { stateFolder, verify, samples, onMake, matrix = null }: ReportOptions,
): Promise<Written> {
  if (found.length > 1 || matrix) return compareRuns(store, found, matrix);
  const limitBytes = verify ? Infinity : verifiedAtOnce;
  const facts = await readPageFacts(store, found[0]!, { stateFolder, limitBytes, makesSamples: samples, onMake });
  const { verification } = facts;
  return {
    runs: [facts.run.overview.run],
    verified: verification.status === 'unread' ? 'unread' : { findings: verification.findings.length },
    text: reportPage(facts, await createDraw(facts.charts), readAssets()),
  };
}

async function compareRuns(store: Store, found: readonly RunInStore[], matrix: RunMatrix | null): Promise<Written> {
  const facts = await readComparisonFacts(store, found, matrix);
  return {
    runs: facts.charts.runs.map(({ overview }) => overview.run),
    verified: null,
    text: comparisonPage(facts, await createDraw(facts.charts), readAssets()),
  };
}
