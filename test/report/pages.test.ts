// Reports of runs in every state: each is written, is complete, and says nothing that is false.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parseHTML } from 'linkedom';
import { readPageFacts, type PageFacts } from '../../control/report/page-facts.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { createDraw } from '../../report/page/draw-in-node.js';
import { passportHtml } from '../../report/page/passport.js';
import { reportPage } from '../../report/page/report-page.js';
import { runSentences } from '../../report/page/sections/run-sentences.js';
import { readRun } from '../../store/index.js';
import { calculatedRun, type CalculatedRunOptions } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const tiny = pipelineOf('tiny.yaml');
const assets = { script: '', style: '' };

async function factsOf(options: CalculatedRunOptions = {}, pipeline: Pipeline = tiny): Promise<PageFacts> {
  const folder = temporaryFolder();
  const store = await quickStore(join(folder, 'store'));
  const { run } = await calculatedRun(store, pipeline, { results: 'consistent', ...options });
  return readPageFacts(store, (await readRun(store.refs, run))!, {
    ...{ stateFolder: folder, limitBytes: Infinity, makesSamples: false, onMake: () => undefined },
  });
}

async function pageOf(facts: PageFacts): Promise<Document> {
  const text = reportPage(facts, await createDraw(facts.charts), assets);
  return parseHTML(text).document as unknown as Document;
}

interface Document {
  querySelectorAll(selector: string): Iterable<{ readonly textContent: string; readonly id: string; getAttribute(name: string): string | null }>; // prettier-ignore
}

const all = (document: Document, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim());

let completed: PageFacts;
before(async () => {
  completed = await factsOf();
});

test('a completed run is told in a paragraph', () => {
  const told = runSentences(completed.run).join(' ');
  assert.match(
    told,
    /^This run searched for generators and discriminators on [\d,]+ training images of \d+ × \d+ pixels, with seed 1\./,
  );
  assert.match(told, /Stage generator has closed all 2 generations \(gen-000 to gen-001\), and has had \d+ architectures\. Its last front has \d members?\. Its winner is g00\d-i0\d \(Fréchet distance/); // prettier-ignore
  assert.match(told, /The final networks were trained for \d+ iterations and reached Fréchet distance/);
  assert.doesNotMatch(told, /running|paused|not scored|started again|fork/);
});

test('of a run without a stage nothing is told of stages', async () => {
  const told = runSentences((await factsOf({ stopAt: (place) => place !== 'ingest' })).run).join(' ');
  assert.match(told, /It has opened no stage yet\./);
  assert.match(told, /It is paused; eagan resume calculated continues it\./);
  assert.doesNotMatch(told, /searched|front|winner|final/i);
});

test('of a run without a closed generation no front and no winner is told', async () => {
  const facts = await factsOf({ stopAt: (place) => place.includes('gen-000') });
  const told = runSentences(facts.run).join(' ');
  assert.match(told, /Stage generator has closed 0 of 2 generations, and has had 4 architectures\./);
  assert.doesNotMatch(told, /front|winner|best/i);
  const document = await pageOf(facts);
  assert.deepEqual(all(document, 'main > section > h2'), [
    ...['What the search did', 'Losses', 'Time line', 'What it cost', 'Protocol, data and program'],
    ...['Ledger and verification', 'The pipeline, with every value'],
  ]);
});

test('of a stage that is not closed the best so far is told, not a winner', async () => {
  const { run } = await factsOf({ stopAt: (place) => place.includes('gen-001') });
  const told = runSentences(run).join(' ');
  assert.match(told, /has closed 1 of 2 generations \(gen-000\).* Its best so far is g000-i0\d/);
  assert.doesNotMatch(told, /winner/i);
});

test('one generation is called one', async () => {
  const { run } = await factsOf({}, pipelineOf('tiny.yaml', ['stages.generator.generations=1']));
  assert.match(runSentences(run).join(' '), /Stage generator has closed all 1 generation \(gen-000\), and/);
});

test('how a run stands is told: running, paused by a budget, failed, never started', () => {
  const { overview } = completed.run;
  const told = (more: Partial<typeof overview>): string =>
    runSentences({ ...completed.run, overview: { ...overview, ...more } }).at(-1)!;
  assert.match(told({ status: 'running', fraction: 0.429, phase: 'generator' }), /^It is running: 42 % done, in generator\. This page shows it as it stood at \d{4}-/); // prettier-ignore
  assert.match(told({ status: 'paused', budget: 'budget (candidates 4 of 4)' }), /^It is paused by its budget: budget \(candidates/); // prettier-ignore
  const error = { code: 'EAGAN_OUT_OF_MEMORY', message: 'no memory', cure: '' };
  assert.equal(told({ status: 'blocked', error }), 'It is blocked: EAGAN_OUT_OF_MEMORY: no memory.');
  assert.match(told({ status: 'frozen' }), /never started/);
  assert.match(told({ status: 'cancelled' }), /cancelled; eagan resume calculated continues it/);
});

test('every section has a heading, a link in the contents, and ids are not repeated', async () => {
  const document = await pageOf(completed);
  const links = [...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href'));
  const sections = [...document.querySelectorAll('main > section')].map(({ id }) => `#${id}`);
  assert.deepEqual(links, sections);
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  );
  assert.equal(all(document, 'h1').length, 1);
});

test('every chart has its sentence, and a table with as many cells as it has columns', async () => {
  const document = await pageOf(completed);
  const figures = all(document, 'figure[data-chart]').length;
  assert.ok(figures >= 2, `only ${figures} charts`);
  assert.equal(all(document, 'figure[data-chart] > figcaption').filter((text) => text.endsWith('.')).length, figures);
  assert.equal(all(document, 'figure[data-chart] > details table').length, figures);
});

test('links to individuals lead to rows of the last front, also without a script', async () => {
  const document = await pageOf(completed);
  const targets = new Set([...document.querySelectorAll('tr[id]')].map(({ id }) => `#${id}`));
  const links = [...document.querySelectorAll('[data-members] a')].map((link) => link.getAttribute('href')!);
  assert.ok(links.length >= 2);
  for (const link of links) assert.ok(targets.has(link), link);
});

test('a report of a good run says that nothing was found; one whose objects are too many, that nothing was verified', async () => {
  assert.match(all(await pageOf(completed), '#proof').join(), /No problems found\. \d+ lines of the ledger/);
  const unread = { ...completed, verification: { status: 'unread', limitBytes: 256_000_000 } as const };
  assert.match(
    all(await pageOf(unread), '#proof').join(),
    /Not verified: the objects of the run have more than 256 MB/,
  );
});

test('a passport tells parents, changes, each generation, and the cells', () => {
  const child = completed.run.stages[0]!.individuals.find(
    ({ parents, changes }) => parents.length > 0 && changes.length > 0,
  )!;
  const passport = passportHtml(completed.run, child.name)!.text;
  const text = passport.replace(/<[^>]*>/g, ' ');
  assert.match(text, new RegExp(`Passport of ${child.name}`));
  assert.match(passport, new RegExp(`<a href="#${child.parents[0]}">`));
  assert.match(text, /cell \d, [\w ]+ to [\w ]+ \(\w\d\): [\w.]+ → [\w.]+ \((mutation|from generator\/g000-i0\d)\)/);
  assert.match(text, /gen-001.*(kept|removed)/s);
  assert.equal(passport.match(/generator, cell \d/g)!.length, 2 * 3);
  assert.equal(passportHtml(completed.run, 'generator/g999-i00'), null);
});

test('a fork tells what it says differently, and nothing if the run that it was taken from is gone', async () => {
  const { overview } = completed.run;
  const forkedFrom = { run: 'source', at: 'final' };
  const changes = [{ path: 'stages.generator.population', a: 4, b: 6, circumstance: false }];
  const textOf = async (forkChanges: typeof changes | null): Promise<string> => {
    const run = { ...completed.run, overview: { ...overview, forkedFrom }, forkChanges };
    return all(await pageOf({ ...completed, run }), '#outcome').join();
  };
  assert.match(await textOf(changes), /fork of source .*stages\.generator\.population ?4 ?6 ?differ/);
  assert.doesNotMatch(await textOf(null), /differently/);
});

test('names and messages of others stay texts', async () => {
  const evil = '</script><img src=x onerror=alert(1)>';
  const { overview } = completed.run;
  const error = { code: 'EAGAN_X', message: evil, cure: evil };
  const run = { ...completed.run, overview: { ...overview, run: evil, status: 'failed' as const, error } };
  const document = await pageOf({ ...completed, run, charts: { ...completed.charts, runs: [run] }, pipeline: evil });
  assert.deepEqual(all(document, 'img[onerror], img[src=x]'), []);
  assert.equal(all(document, 'h1')[0], evil);
  assert.deepEqual(all(document, 'pre'), [evil]);
});
