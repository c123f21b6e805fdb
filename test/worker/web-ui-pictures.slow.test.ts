// Temporal's web UI as people see it: a run in a real browser, through the gate and its codec endpoint. EAGAN_PICTURES:
// a folder that keeps the pictures, for people to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runWorkflowId } from '../../domain/runs/workflow-id.js';
import { Browser, noBrowser, type Page } from '../support/browser.js';
import { Home } from '../support/home.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const home = new Home();
const pictures = process.env.EAGAN_PICTURES ?? temporaryFolder();
const skip = await noBrowser();

let browser: Browser;
let page: Page;
let origin = '';
let run = '';

before(async () => {
  if (skip) return;
  mkdirSync(pictures, { recursive: true });
  const { exitCode, stderr } = home.eagan('run', 'pipelines/tiny.yaml');
  assert.equal(exitCode, 0, stderr);
  const [overview] = home.json<{ readonly runs: readonly { readonly run: string }[] }>('status').runs;
  const { id } = JSON.parse(readFileSync(join(home.folder, 'store', 'store.json'), 'utf8')) as { id: string };
  run = runWorkflowId(overview!.run, id);
  const { link } = home.json<{ readonly link: string }>('server', 'ui');
  browser = await Browser.start();
  page = await browser.page(1500, 1100);
  await page.goTo(link);
  await page.showing([/Workflows/]);
  origin = new URL(link).origin;
});
after(async () => {
  await browser?.close();
  home.eagan('server', 'stop');
});

/** Opens a page of a workflow, waits for its texts and takes a picture. */
async function look(name: string, rest: string, tab: string, wanted: readonly RegExp[]): Promise<void> {
  const workflows = `${origin}/namespaces/default/workflows`;
  await page.goTo(`${workflows}/${encodeURIComponent(run + rest)}`);
  await page.showing([/Event History/]);
  if (tab !== 'history') await page.evaluate(`document.querySelector('a[href$="/${tab}"]').click()`);
  await page.showing(wanted);
  const path = join(pictures, `${name}.png`);
  await page.picture(path);
  assert.ok(statSync(path).size > 10_000, `${name} is an empty picture`);
}

test('the list has the workflows of a run', { skip }, async () => {
  await page.goTo(`${origin}/namespaces/default/workflows`);
  await page.showing([new RegExp(`${run}/e1/generator/gen-001`), /8 Completed/]);
  await page.picture(join(pictures, 'list.png'));
});

test('a run tells what it searches and what it has found', { skip }, () =>
  look('run', '', 'user-metadata', [
    /tiny: search generator, discriminator, then train the winner/,
    /generator: search a generator in 2 generations of 4/,
    /In a terminal: eagan attach tiny-/,
    /6 done\s+discriminator: best g00\d-i\d\d, distance/,
  ]),
);

test('the history of a run names its stages', { skip }, () =>
  look('run-history', '', 'history', [
    /ingestDataset • read the images/,
    /discriminator: search a discriminator in 2 generations of 4/,
    /"name": "tiny"|"schemaVersion": 1/,
  ]),
);

test('a stage tells how it chooses, and its fronts', { skip }, () =>
  look('stage', '/e1/generator', 'user-metadata', [
    /objectives: .*Fréchet distance \(minimize\)/,
    /generation 2: best g00\d-i\d\d, distance [\d.]+, score [\d.]+, \d+ parameters; front of \d: g00/,
  ]),
);

test('the history of a generation names segments and individuals', { skip }, () =>
  look('generation', '/e1/generator/gen-001', 'history', [
    /trainSegment • train, segment 2 of 2/,
    /evaluateCandidate • evaluate g00\d-i\d\d/,
    /selectGeneration • select and breed/,
  ]),
);

test('search attributes are shown as they are', { skip }, () =>
  look('attributes', '/e1/generator/gen-001', 'search-attributes', [
    /"EaganStage": "generator"/,
    /"EaganGeneration": 1/,
  ]),
);
