// A report as people see it, in a real browser: without a network, by keyboard, for screen readers, in both themes,
// with scripts off, on paper and in narrow windows. EAGAN_PICTURES: a folder that keeps the pictures, to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { writeReport } from '../../cli/report-of-runs.js';
import { readRun } from '../../store/index.js';
import { Browser, noBrowser, type Page } from '../support/browser.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { quickStore } from '../support/quick-store.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const pictures = process.env.EAGAN_PICTURES ?? temporaryFolder();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const skip = await noBrowser();

let browser: Browser;
let single = '';
let several = '';

before(async () => {
  if (skip) return;
  mkdirSync(pictures, { recursive: true });
  const folder = temporaryFolder();
  const store = await quickStore(join(folder, 'store'));
  const one = await calculatedRun(store, pipelineOf('tiny.yaml', population), { results: 'consistent', run: 'one' });
  const other = await calculatedRun(store, pipelineOf('tiny.yaml', ['seed=2', ...population]), { results: 'consistent', run: 'two' }); // prettier-ignore
  const found = await Promise.all([one, other].map(async ({ run }) => (await readRun(store.refs, run))!));
  const how = { stateFolder: folder, verify: true, samples: false, onMake: () => undefined };
  single = saved(folder, 'one', (await writeReport(store, found.slice(0, 1), how)).text);
  several = saved(folder, 'both', (await writeReport(store, found, how)).text);
  browser = await Browser.start();
});
after(() => browser?.close());

const population = ['stages.generator.population=8', 'stages.generator.generations=3'];

function saved(folder: string, name: string, text: string): string {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

/** Opens a page and waits for it; what it tells of is kept from the start. */
async function open(url: string, width = 1600, height = 1000): Promise<Page> {
  const page = await browser.page(width, height);
  for (const domain of ['Runtime', 'Log', 'Network']) await page.ask(`${domain}.enable`);
  await page.goTo(url);
  await page.showing([/Written by eagan/]);
  return page;
}

const told = (page: Page, ...methods: string[]): unknown[] =>
  page.events.filter(({ method }) => methods.includes(method)).map(({ parameters }) => parameters);

/** Whatever a console would show in red, and every request but that of the file. */
function assertQuiet(page: Page): void {
  assert.deepEqual(told(page, 'Runtime.exceptionThrown', 'Runtime.consoleAPICalled', 'Log.entryAdded'), []);
  const urls = page.events.flatMap(({ method, parameters }) =>
    method === 'Network.requestWillBeSent' ? [(parameters.request as { readonly url: string }).url] : [],
  );
  assert.deepEqual(urls.filter((url) => !url.startsWith('data:')).slice(1), []);
}

async function press(page: Page, key: string): Promise<void> {
  const codes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, ArrowLeft: 37, ArrowRight: 39 };
  const event = { key, code: key, windowsVirtualKeyCode: codes[key]! };
  await page.ask('Input.dispatchKeyEvent', {
    ...event,
    type: 'rawKeyDown',
    ...(key === 'Enter' ? { text: '\r' } : {}),
  });
  await page.ask('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
}

const active = `(() => { const e = document.activeElement; return e.id || e.name || e.getAttribute('href') || e.tagName; })()`;

async function findingsOf(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 160) + ' | ' + failureSummary).slice(0, 4) })))`); // prettier-ignore
}

const colours = (page: Page, scheme: string): Promise<unknown> =>
  page.ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });

for (const [name, url] of [
  ['a report', () => single],
  ['a comparison', () => several],
] as const)
  for (const scheme of ['light', 'dark'])
    test(`${name} has no finding of axe, no error and no request in ${scheme} colours`, { skip }, async () => {
      const page = await open(url());
      await colours(page, scheme);
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
      assert.deepEqual(await findingsOf(page), []);
      assertQuiet(page);
    });

for (const width of [320, 360, 900, 1600])
  test(`a window of ${width} pixels shows a report without scrolling sideways`, { skip }, async () => {
    const page = await open(single, width, 1000);
    await page.ask('Emulation.setDeviceMetricsOverride', { width, height: 1000, deviceScaleFactor: 1, mobile: false });
    await page.evaluate(`dispatchEvent(new Event('resize'))`);
    await sleep(500);
    assert.equal(await page.evaluate(`document.documentElement.scrollWidth <= innerWidth`), true);
    const path = join(pictures, `report-${width}.png`);
    await page.picture(path);
    assert.ok(statSync(path).size > 10_000);
    assertQuiet(page);
  });

test('the switch changes the colours, and the page follows the system before', { skip }, async () => {
  const page = await open(single);
  const paper = `getComputedStyle(document.body).backgroundColor`;
  await colours(page, 'dark');
  const dark = await page.evaluate(paper);
  await page.evaluate(`theme.value = 'light'; theme.dispatchEvent(new Event('change'))`);
  const light = await page.evaluate(paper);
  assert.notEqual(dark, light);
  assert.equal(light, 'rgb(255, 255, 255)');
});

const front = `document.querySelector('[data-front]:not([hidden]) svg').outerHTML`;

test('axes, sizes and stages change the chart and its table', { skip }, async () => {
  const page = await open(single);
  const choose = (name: string, value: string): Promise<unknown> =>
    page.evaluate(`(() => { const e = document.querySelector('[data-controls] [name=${name}]'); e.value = ${JSON.stringify(value)};
      for (const type of ['input', 'change']) e.dispatchEvent(new Event(type, { bubbles: true })); return e.value; })()`); // prettier-ignore
  const seen = [await page.evaluate(front)];
  for (const [name, value] of [
    ['x', 'parameters'],
    ['y', 'frechetDistance'],
    ['size', ''],
    ['stage', 'discriminator'],
  ] as const) {
    assert.equal(await choose(name, value), value);
    seen.push(await page.evaluate(front));
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.match(
    String(await page.evaluate(`document.querySelector('[data-members]').closest('[hidden]') !== null`)),
    /true/,
  );
  assertQuiet(page);
});

test('a point leads to its passport, and the mouse shows its figures', { skip }, async () => {
  const page = await open(single);
  const told = String(await page.evaluate(`(() => { const e = document.querySelector('figure[data-chart=front] circle:has(title)');
    e.dispatchEvent(new MouseEvent('click', { bubbles: true })); return e.textContent; })()`)); // prettier-ignore
  assert.match(told, /^generator\/g00\d-i0\d: Fréchet distance [\d.]+, /);
  await page.showing([new RegExp(`Passport of ${told.slice(0, told.indexOf(':'))}`)]);
  assertQuiet(page);
});

test(
  'by keyboard alone: to the content, along the generations, to a passport and on to a parent',
  { skip },
  async () => {
    const page = await open(single);
    await press(page, 'Tab');
    assert.equal(await page.evaluate(active), '#main');
    await press(page, 'Enter');
    assert.equal(await page.evaluate(active), 'main');
    const last = await page.evaluate(front);
    for (let step = 0; step < 60 && (await page.evaluate(active)) !== 'generation'; step++) await press(page, 'Tab');
    assert.equal(await page.evaluate(active), 'generation');
    assert.notEqual(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`), 'none');
    await press(page, 'ArrowLeft');
    assert.notEqual(await page.evaluate(front), last);
    assert.equal(await page.evaluate(`document.querySelector('output').textContent`), 'gen-001');
    for (let step = 0; step < 60 && !/^#generator\//.test(String(await page.evaluate(active))); step++)
      await press(page, 'Tab');
    const link = String(await page.evaluate(active));
    await press(page, 'Enter');
    await sleep(200);
    assert.equal(await page.evaluate(active), 'passport');
    assert.match(await page.text(), new RegExp(`Passport of ${link.slice(1)}`));
    assert.deepEqual(await findingsOf(page), []);
    assertQuiet(page);
  },
);

test('with scripts off the page is complete, and offers nothing that needs them', { skip }, async () => {
  const page = await browser.page(1200, 1000);
  await page.ask('Emulation.setScriptExecutionDisabled', { value: true });
  await page.goTo(single);
  const text = await page.showing([/Written by eagan/, /Stage generator/, /Stage discriminator/, /No problems found/]);
  assert.doesNotMatch(text, /Colours|Horizontal/);
  const [charts, drawn] = (await page.evaluate(`[document.querySelectorAll('figure[data-chart]').length,
    [...document.querySelectorAll('figure[data-chart] .scroll > svg')].filter((svg) => svg.getBoundingClientRect().height > 50).length]`)) as [number, number]; // prettier-ignore
  assert.ok(charts >= 2);
  assert.equal(drawn, charts);
});

test('on paper everything is open and nothing is there to be pressed', { skip }, async () => {
  const page = await open(single);
  await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
  await page.ask('Emulation.setEmulatedMedia', { media: 'print' });
  assert.equal(await page.evaluate(`[...document.querySelectorAll('details')].every((each) => each.open)`), true);
  assert.equal(await page.evaluate(`[...document.querySelectorAll('select, input, nav')].every((each) => each.getClientRects().length === 0)`), true); // prettier-ignore
  assert.match(await page.text(), /schemaVersion|finalTraining/);
});
