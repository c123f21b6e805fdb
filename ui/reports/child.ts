// The process that makes one report: reading a long run and drawing it takes seconds, in which a server would answer
// nobody. It reads its order from stdin, writes the report to its fourth descriptor, and ends with its parent.
import { writeSync } from 'node:fs';
import { readComparisonFacts } from '../../control/report/comparison-facts.js';
import { readPageFacts } from '../../control/report/page-facts.js';
import { openReadOnlyStore } from '../../control/verify/read-only-store.js';
import { EaganError } from '../../domain/errors.js';
import { comparisonContent } from '../../report/page/comparison-page.js';
import type { PageContent } from '../../report/page/document.js';
import { createDraw } from '../../report/page/draw-in-node.js';
import { sectionElement } from '../../report/page/frame.js';
import { reportContent } from '../../report/page/report-page.js';
import { logValues } from '../../scripts/printable.mjs';
import { becomePrivate } from '../../scripts/privacy.mjs';
import { explainAnyError, readRun, type RunInStore, type Store } from '../../store/index.js';
import { framed, framedFailure, type ReportOrder, type WrittenPart } from './frame.js';

/** Objects of so many bytes are read and digested in about a second. Those of a run that goes on are not verified. */
const verifiedBytes = 256 * 2 ** 20;
const outcomeDescriptor = 3;

async function reportOf({ stateFolder, runs }: ReportOrder): Promise<Buffer> {
  const store = await openReadOnlyStore(stateFolder);
  const found: RunInStore[] = [];
  for (const run of runs) found.push(await exactRun(store, run));
  const { content, readAt } = await (found.length > 1 ? several(store, found) : single(store, found[0]!, stateFolder));
  const sections = content.sections.map((each): WrittenPart => {
    const { id, title } = each;
    return { id, title, text: sectionElement(each).text };
  });
  return framed(readAt, sections, JSON.stringify(content.data['facts']));
}

interface Contents {
  readonly content: PageContent;
  readonly readAt: string;
}

async function single(store: Store, found: RunInStore, stateFolder: string): Promise<Contents> {
  const limitBytes = found.state?.status === 'running' ? 0 : verifiedBytes;
  const options = { stateFolder, limitBytes, makesSamples: false, onMake: () => undefined };
  const facts = await readPageFacts(store, found, options);
  return { content: reportContent(facts, await createDraw(facts.charts)), readAt: facts.run.readAt };
}

async function several(store: Store, found: readonly RunInStore[]): Promise<Contents> {
  const facts = await readComparisonFacts(store, found, null);
  return { content: comparisonContent(facts, await createDraw(facts.charts)), readAt: facts.charts.runs[0]!.readAt };
}

/** A beginning of a name is no name here: another run could have it. */
async function exactRun(store: Store, name: string): Promise<RunInStore> {
  const found = await readRun(store.refs, name);
  if (found) return found;
  throw new EaganError('EAGAN_RUN_NOT_FOUND', `no run has the id ${name}`, 'List the runs: eagan status.');
}

function failureOf(error: unknown, { stateFolder }: ReportOrder): Buffer {
  const told = error instanceof EaganError ? error : explainAnyError(error, stateFolder);
  if (!(told instanceof EaganError)) throw error;
  const { code, message, cure = null } = told;
  return framedFailure({ code, message, cure });
}

/** A pipe takes some at a time. */
function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(outcomeDescriptor, bytes, at);
}

async function main(text: string): Promise<void> {
  const order = JSON.parse(text) as ReportOrder;
  writeAll(await reportOf(order).catch((error: unknown) => failureOf(error, order)));
}

becomePrivate();
process.stdin.on('close', () => process.exit(1));
process.stdin.on('error', () => process.exit(1));
process.stdin.once('data', (order: Buffer) => {
  main(order.toString('utf8')).then(
    () => process.exit(0),
    (error: unknown) => {
      logValues(error);
      process.exit(1);
    },
  );
});
