// Live pages as people see them, in a real browser: without an error, by keyboard, for screen readers, in both themes,
// in narrow windows; what a reader does survives updates, and a page that is open for days does not grow.
// EAGAN_PICTURES: a folder that keeps the pictures, to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../store/index.js';
import { Channel } from '../../ui/live/channel.js';
import { streamTo } from '../../ui/live/stream.js';
import { liveRun } from '../../ui/pages/pages.js';
import { loopback } from '../../worker/ports.js';
import { Browser, noBrowser, type Page } from '../support/browser.js';
import { calculatedRun } from '../support/calculated-run.js';
import { folderWithStore, liveServer, type LiveServer } from '../support/live-pages.js';
import { pipelineOf } from '../support/pipelines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const pictures = process.env.EAGAN_PICTURES ?? temporaryFolder();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const skip = await noBrowser();

const growing = pipelineOf('tiny.yaml', ['seed=2', 'stages.generator.population=6']);
let store: Store;
let live: LiveServer;
let browser: Browser;

before(async () => {
  if (skip) return;
  mkdirSync(pictures, { recursive: true });
  const made = await folderWithStore();
  store = made.store;
  await calculatedRun(store, pipelineOf('tiny.yaml'), { results: 'consistent', run: 'whole' });
  await calculatedRun(store, growing, { results: 'consistent', run: 'growing', stopAt: (place) => place === 'generator/close' }); // prettier-ignore
  live = await liveServer(made.stateFolder);
  browser = await Browser.start();
  // One browser, one cookie: all pages have it then.
  const page = await newPage(800, 600);
  await page.goTo(live.server.newLink());
  await page.showing([/All runs/]);
  await closePages();
});
after(async () => {
  await browser?.close();
  await live?.server.close();
});

/** Here no page is ever hidden, so each holds one of the six connections of the browser until it is closed. */
let opened: Page[] = [];
afterEach(closePages);

/** A page that is closed may not answer any more. */
async function closePages(): Promise<void> {
  const closed = Promise.all(opened.map((page) => page.ask('Page.close').catch(() => undefined)));
  opened = [];
  await Promise.race([closed, sleep(1_000)]);
}

async function newPage(width: number, height: number): Promise<Page> {
  const page = await browser.page(width, height);
  opened.push(page);
  return page;
}

/** Opens a page; what it tells of is kept from the start. */
async function open(path: string, width = 1600, height = 1000): Promise<Page> {
  const page = await newPage(width, height);
  for (const domain of ['Runtime', 'Log', 'Network']) await page.ask(`${domain}.enable`);
  await page.ask('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  await page.goTo(`${live.server.address}${path}`);
  return page;
}

/** The page of a run, once its report is there. */
async function openRun(run: string, width?: number, height?: number): Promise<Page> {
  const page = await open(`/runs/${run}`, width, height);
  await page.showing([/The pipeline, with every value/, /Ledger and verification/, /Connected/]);
  return page;
}

/** Whatever a console would show in red, and every request that leaves the server. */
function assertQuiet({ events }: Page): void {
  const loud = ['Runtime.exceptionThrown', 'Runtime.consoleAPICalled', 'Log.entryAdded'];
  assert.deepEqual(
    events.filter(({ method }) => loud.includes(method)),
    [],
  );
  const urls = events.flatMap(({ method, parameters }) =>
    method === 'Network.requestWillBeSent' ? [(parameters.request as { readonly url: string }).url] : [],
  );
  assert.deepEqual(
    urls.filter((url) => !url.startsWith('data:') && !url.startsWith(live.server.address)),
    [],
  );
}

async function findingsOf(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run(document).then(({ violations }) =>
    violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 160) + ' | ' + failureSummary).slice(0, 4) })))`); // prettier-ignore
}

async function press(page: Page, key: string): Promise<void> {
  const codes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, ' ': 32, ArrowLeft: 37 };
  const event = { key, code: key === ' ' ? 'Space' : key, windowsVirtualKeyCode: codes[key]! };
  const text = key === 'Enter' ? { text: '\r' } : key === ' ' ? { text: ' ' } : {};
  // A button hears the character and not the key.
  await page.ask('Input.dispatchKeyEvent', { ...event, type: 'text' in text ? 'keyDown' : 'rawKeyDown', ...text });
  await page.ask('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
}

const active = `(() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.id || e.name || e.getAttribute('href') || e.tagName; })()`;

for (const scheme of ['light', 'dark'])
  for (const [what, path, shown] of [
    ['the list', '/', /whole[^]*completed/],
    ['a run', '/runs/whole', /The pipeline, with every value/],
    ['a comparison', '/compare?run=whole&run=growing', /growing against whole/],
    ['a run that is not there', '/runs/nobody', /has no run nobody/],
  ] as const)
    test(`${what} has no finding of axe and no error in ${scheme} colours`, { skip }, async () => {
      const page = await open(path);
      await page.ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      await page.showing([shown, /Connected/]);
      await page.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
      assert.deepEqual(await findingsOf(page), []);
      assertQuiet(page);
    });

for (const [width, height] of [
  [360, 800],
  [900, 700],
  [1600, 1000],
] as const)
  test(`windows of ${width} pixels show the pages without scrolling sideways`, { skip }, async () => {
    const list = await open('/', width, height);
    await list.showing([/whole[^]*completed/]);
    for (const [name, page] of [
      ['list', list],
      ['run', await openRun('growing', width, height)],
    ] as const) {
      await sleep(500);
      assert.equal(await page.evaluate(`document.documentElement.scrollWidth <= innerWidth`), true, name);
      const used = await page.evaluate(`document.querySelector('main').clientWidth / innerWidth`);
      assert.ok(Number(used) > 0.7, `the page must use its window (it uses ${Number(used)} of it)`);
      const path = join(pictures, `live-${name}-${width}.png`);
      await page.picture(path);
      assert.ok(statSync(path).size > 5_000);
      assertQuiet(page);
    }
  });

test('by keyboard alone: from the list to a comparison', { skip }, async () => {
  const page = await open('/');
  await page.showing([/whole[^]*completed/]);
  const reach = async (wanted: string): Promise<void> => {
    for (let step = 0; step < 60 && (await page.evaluate(active)) !== wanted; step++) await press(page, 'Tab');
    assert.equal(await page.evaluate(active), wanted);
    assert.notEqual(await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`), 'none');
  };
  await reach('#main');
  await press(page, 'Enter');
  assert.equal(await page.evaluate(active), 'main');
  for (const wanted of (await page.evaluate(
    `[...document.querySelectorAll('[name=run]')].map((e) => e.ariaLabel)`,
  )) as string[]) {
    await reach(wanted);
    await press(page, ' ');
  }
  await reach('compare');
  await press(page, 'Enter');
  await page.showing([/What their pipelines say differently/]);
  assertQuiet(page);
});

test('an update keeps the focus, what is open, what was chosen and what is selected', { skip }, async () => {
  const page = await openRun('growing');
  await page.evaluate(`(() => {
    document.querySelector('[data-part=progress] details').open = true;
    const range = document.querySelector('[name=generation]');
    range.value = '0'; range.dispatchEvent(new Event('input', { bubbles: true })); range.focus();
    document.querySelector('#happened').open = true;
    getSelection().selectAllChildren(document.querySelector('[data-part=outcome] h2'));
  })()`);
  await calculatedRun(store, growing, { results: 'consistent', run: 'growing' });
  await page.showing([/growing is completed/, /discriminator: generation 2 closed/, /Final figures/]);
  const seen = (await page.evaluate(`({
    active: ${active}, generation: document.querySelector('[name=generation]').value,
    shown: document.querySelector('output').textContent, stages: document.querySelectorAll('[name=stage] option').length,
    open: document.querySelector('[data-part=progress] details').open,
    outcome: document.querySelector('[data-part=outcome]').textContent.includes('final networks'),
    said: document.querySelector('#announcer').textContent,
  })`)) as Readonly<Record<string, unknown>>;
  const { said, ...rest } = seen;
  assert.deepEqual(rest, { active: 'generation', generation: '0', shown: 'gen-000', stages: 2, open: true, outcome: false }); // prettier-ignore
  assert.notEqual(said, '');
  await page.evaluate(`getSelection().removeAllRanges()`);
  await page.showing([/final networks were trained/]);
  assert.deepEqual(await findingsOf(page), []);
  assertQuiet(page);
});

/** A server of one page with a channel of its own: a test sends as many updates as it likes. */
class Flood {
  readonly channel = new Channel();
  private texts = new Map<string, string>();

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => this.answer(request, response));
  }

  static async open(): Promise<Flood> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
    return new Flood(server);
  }

  get address(): string {
    return `http://${loopback}:${(this.server.address() as AddressInfo).port}`;
  }

  /** A report whose sections are other ones each time. */
  report(count: number, facts: string, sections: readonly (readonly [id: string, text: string])[]): void {
    this.texts = new Map([['facts', facts], ...sections.map(([id, text]) => [id, text.replaceAll('COUNT', String(count))] as const)]); // prettier-ignore
    const parts = sections.map(([id]) => ({ id, title: id, digest: String(count) }));
    this.channel.show('report', { version: String(count), sections: parts, facts: String(count), readAt: '' });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url!, this.address);
    if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      return streamTo(response, this.channel, '', () => undefined);
    }
    const asset = /^\/assets\/(client\.js|style\.css)$/.exec(pathname)?.[1];
    const type = asset ? (asset === 'client.js' ? 'text/javascript' : 'text/css') : pathname === '/' ? 'text/html' : 'text/plain'; // prettier-ignore
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
    response.end(asset ? built(asset) : pathname === '/' ? liveRun('flood') : (this.texts.get(pathname.slice('/parts/'.length)) ?? '')); // prettier-ignore
  }
}

const built = (name: string): Buffer => readFileSync(new URL(`../../ui/${name}`, import.meta.url));

interface Weight {
  readonly nodes: number;
  readonly listeners: number;
  readonly heapMiB: number;
}

async function weightOf(page: Page): Promise<Weight> {
  for (let times = 0; times < 3; times++) await page.ask('HeapProfiler.collectGarbage');
  const counters = (await page.ask('Memory.getDOMCounters')) as unknown as { nodes: number; jsEventListeners: number };
  const { usedSize } = (await page.ask('Runtime.getHeapUsage')) as unknown as { usedSize: number };
  return { nodes: counters.nodes, listeners: counters.jsEventListeners, heapMiB: usedSize / 2 ** 20 };
}

test('a page that gets thousands of updates does not grow', { skip }, async () => {
  const source = await openRun('growing');
  const sections = (await source.evaluate(`Promise.all(['outcome', 'front', 'progress', 'timeline'].map(async (id) =>
    [id, document.querySelector('[data-part=' + id + ']').innerHTML]))`)) as [string, string][];
  const version = await fetchReport(source);
  const flood = await Flood.open();
  const page = await newPage(1200, 900);
  await page.goTo(flood.address);
  await page.showing([/Connected/]);
  let count = 0;
  const update = async (times: number, reports: number): Promise<void> => {
    for (const end = count + times; count < end; count++) {
      flood.channel.show('now', { html: `<p>update ${count}</p><table><tr><td>${count}</td></tr></table>` });
      flood.channel.tell({ lines: [`line ${count}`], important: `important ${count}` });
      flood.channel.show('trouble', { html: count % 2 ? '' : `<p>${count}</p>` });
      if (count % Math.ceil(times / reports) === 0) {
        const marked = sections.map(([id, text]) => [id, `${text}<p>report COUNT</p>`] as const);
        flood.report(count, version, marked);
        await page.showing([new RegExp(`report ${count}\\b`)]);
      }
      if (count % 50 === 0) await sleep(5);
    }
    flood.channel.show('now', { html: `<p>all ${count} came</p>` });
    await page.showing([new RegExp(`all ${count} came`)]);
  };
  await update(1_000, 10);
  const first = await weightOf(page);
  await update(4_000, 40);
  const last = await weightOf(page);
  console.log(`# after 1,000 updates ${JSON.stringify(first)}, after 5,000 ${JSON.stringify(last)}`);
  assert.equal(await page.evaluate(`document.querySelectorAll('#told li').length`), 50);
  assert.ok(last.nodes <= 1.1 * first.nodes + 200, JSON.stringify([first, last]));
  assert.ok(last.listeners <= first.listeners + 5, JSON.stringify([first, last]));
  assert.ok(last.heapMiB <= 1.2 * first.heapMiB + 2, JSON.stringify([first, last]));
  flood.close();
});

test(
  'runs that differ in their seeds have a chart of their settings, which fits a narrow window',
  { skip },
  async () => {
    await calculatedRun(store, pipelineOf('tiny.yaml', ['seed=3']), { results: 'consistent', run: 'other-seed' });
    const page = await open('/compare?run=whole&run=other-seed', 360, 800);
    await page.showing([/What the settings gave/, /Connected/]);
    const width = `Number(document.querySelector('figure[data-chart=settings] svg')?.getAttribute('width'))`;
    for (let look = 0; look < 50 && Number(await page.evaluate(width)) > 360; look++) await sleep(100);
    assert.ok(Number(await page.evaluate(width)) <= 360, 'the script has drawn the chart again');
    assertQuiet(page);
  },
);

/** The facts that the page has fetched, from the newest report. */
async function fetchReport(page: Page): Promise<string> {
  return String(
    await page.evaluate(`new Promise((resolve) => {
      const source = new EventSource('/events?run=growing');
      source.addEventListener('report', async ({ data }) => {
        source.close();
        resolve(await (await fetch('/parts/facts?run=growing&version=' + JSON.parse(data).version)).text());
      });
    })`),
  );
}
