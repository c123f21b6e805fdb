// Live pages over a store that changes while they are open: what they tell, that they write nothing, and that nothing
// stays behind.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../store/index.js';
import { limits } from '../../ui/limits.js';
import { UiServer } from '../../ui/server.js';
import { loopback } from '../../worker/ports.js';
import { calculatedRun } from '../support/calculated-run.js';
import { folderSnapshot } from '../support/folder-snapshot.js';
import { Home } from '../support/home.js';
import { askPage } from '../support/asked-page.js';
import { folderWithStore, liveServer, openStream, type HeardStream, type LiveServer } from '../support/live-pages.js'; // prettier-ignore
import { pipelineOf } from '../support/pipelines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const tiny = pipelineOf('tiny.yaml');
const half = (place: string): boolean => place === 'generator/gen-001/select';

let [stateFolder, store] = ['', null as unknown as Store];
let live: LiveServer;

before(async () => {
  ({ stateFolder, store } = await folderWithStore());
  await calculatedRun(store, tiny, { results: 'consistent', run: 'whole' });
  await calculatedRun(store, pipelineOf('tiny.yaml', ['seed=2']), {
    results: 'consistent',
    run: 'growing',
    stopAt: half,
  });
  await calculatedRun(store, tiny, { results: 'consistent', run: 'bad' });
  writeFileSync(join(stateFolder, 'store/refs/runs/bad/pipeline/@1.json'), '{"no":"pipeline"}');
  mkdirSync(join(stateFolder, 'store/refs/runs/<script>alert(1)<script>'));
  live = await liveServer(stateFolder);
});
after(() => live.server.close());

const htmlOf = ({ data }: { readonly data: Readonly<Record<string, unknown>> }): string => String(data['html']);
const shows = (text: RegExp) => (data: Readonly<Record<string, unknown>>) => text.test(String(data['html']));

async function withStream<T>(path: string, use: (stream: HeardStream) => Promise<T>): Promise<T> {
  const stream = await openStream(live, path);
  return use(stream).finally(() => stream.close());
}

test('the list has every run, damaged ones beside the good ones, and names cannot become markup', async () => {
  await withStream('/events', async ({ hear }) => {
    const html = htmlOf(await hear('list', shows(/growing/)));
    assert.match(html, /href="\/runs\/whole"[^]*completed[^]*100 %/);
    assert.match(html, /paused/);
    assert.match(html, /bad is damaged[^]*EAGAN_RUN_DAMAGED/);
    assert.match(html, /&lt;script&gt;alert\(1\)/);
    assert.doesNotMatch(html, /<script/);
    assert.doesNotMatch(html, /EAGAN_INTERNAL/);
  });
});

test('looking writes nothing, starts nothing, and settles nothing', async () => {
  const before = folderSnapshot(stateFolder);
  await withStream('/events', async (list) => {
    await withStream('/events?run=growing', async (run) => {
      await withStream('/events?run=whole&run=growing', async (both) => {
        await Promise.all([list.hear('list'), run.hear('report'), both.hear('report')]);
      });
    });
  });
  assert.deepEqual(folderSnapshot(stateFolder), before);
});

test('a page tells what happens, and gets the report again when the run has recorded more', async () => {
  await withStream('/events?run=growing', async ({ hear, events }) => {
    assert.match(htmlOf(await hear('now', shows(/paused/))), /growing is/);
    const first = await hear('report');
    assert.deepEqual(
      events.filter(({ name }) => name === 'told'),
      [],
    );
    await calculatedRun(store, pipelineOf('tiny.yaml', ['seed=2']), { results: 'consistent', run: 'growing' });
    const told = await hear('told', ({ lines }) =>
      (lines as string[]).some((line) => /generation 2 closed/.test(line)),
    );
    assert.ok((told.data['lines'] as string[]).length <= limits.toldLines);
    const next = await hear('report', ({ version }) => version !== first.data['version']);
    const [old, now] = [first, next].map(({ data }) => data as { version: string; sections: { id: string; digest: string }[] }); // prettier-ignore
    assert.ok(now!.sections.length > old!.sections.length);
    const part = (id: string, version: string) => askPage(live.port, { path: `/parts/${id}?run=growing&version=${version}`, headers: live.admitted }); // prettier-ignore
    assert.match((await part('winner', now!.version)).text, /Final figures/);
    assert.match((await part('facts', now!.version)).text, /^\{"runs":\[/);
    assert.equal((await part('winner', old!.version)).status, 404);
    assert.equal((await part('nothing', now!.version)).status, 404);
  });
});

test('a page that comes back names the last event, and hears only what came since', async () => {
  const first = await openStream(live, '/events?run=whole');
  const { id } = await first.hear('report');
  const { data: hello } = await first.hear('hello');
  first.close();
  await withStream(`/events?run=whole`, async (all) => void (await all.hear('report')));
  for (const [path, headers] of [
    [`/events?run=whole&seen=${id}`, {}],
    ['/events?run=whole', { 'last-event-id': id }],
  ] as const) {
    const again = await openStream(live, path, headers);
    assert.deepEqual((await again.hear('hello')).data, hello);
    await sleep(300);
    assert.deepEqual(
      again.events.map(({ name }) => name),
      ['hello'],
    );
    again.close();
  }
});

test('runs beside each other have the report of a comparison', async () => {
  await withStream('/events?run=whole&run=growing', async ({ hear }) => {
    const { sections } = (await hear('report')).data as { sections: { title: string }[] };
    assert.ok(
      sections.some(({ title }) => title === 'growing against whole'),
      JSON.stringify(sections),
    );
  });
});

for (const [run, said] of [
  ['bad', /EAGAN_RUN_DAMAGED/],
  ['nobody', /has no run nobody/],
  ['gro', /has no run gro/],
] as const)
  test(`the page of ${run} says what is wrong`, async () => {
    const { status, text } = await askPage(live.port, { path: `/runs/${run}`, headers: live.admitted });
    assert.equal(status, 200, text);
    await withStream(`/events?run=${run}`, async ({ hear }) => {
      const html = htmlOf(await hear('trouble', shows(said)));
      assert.doesNotMatch(html, /EAGAN_INTERNAL/);
    });
  });

test('a run and a store that go away while a page shows them are told, and shown again when they come back', async (context) => {
  const other = await folderWithStore();
  await calculatedRun(other.store, tiny, { results: 'consistent', run: 'moved' });
  const server = await liveServer(other.stateFolder);
  const [list, page] = [await openStream(server, '/events'), await openStream(server, '/events?run=moved')];
  context.after(() => {
    [list, page].forEach((each) => each.close());
    return server.server.close();
  });
  await page.hear('report');
  for (const gone of ['store/refs/runs/moved', 'store']) {
    const from = join(other.stateFolder, gone);
    const [seen, listed] = [page.events.length, list.events.length];
    renameSync(from, join(other.stateFolder, 'away'));
    await page.hear('trouble', shows(/has no run moved/), seen);
    await list.hear('list', shows(/There are no runs yet/), listed);
    const [away, empty] = [page.events.length, list.events.length];
    renameSync(join(other.stateFolder, 'away'), from);
    await page.hear('trouble', ({ html }) => html === '', away);
    await list.hear('list', shows(/href="\/runs\/moved"/), empty);
  }
});

test('without a store the list is empty, and no store is made', async () => {
  const folder = temporaryFolder();
  const server = await liveServer(folder);
  const list = await openStream(server, '/events');
  await list.hear('list', shows(/There are no runs yet/)).finally(() => list.close());
  await server.server.close();
  assert.deepEqual([...folderSnapshot(folder)], []);
});

describe('200 pages that come and go', () => {
  test('leave no watch, no timer and no connection, and the others are told that too many are open', async () => {
    await sleep(limits.lingerMs + 500);
    while (live.server.watches > 0) await sleep(100);
    const paths = ['/events', '/events?run=whole', '/events?run=whole&run=growing'];
    const before = resources();
    const rss: number[] = [];
    for (let count = 0; count < 200; count += 20) {
      const open = await Promise.all(
        Array.from({ length: 20 }, (_, at) => openStream(live, paths[at % paths.length]!)),
      );
      await Promise.all(open.map(({ hear }) => hear('hello')));
      assert.ok(live.server.watches <= paths.length, String(live.server.watches));
      open.forEach(({ close }) => close());
      rss.push(process.memoryUsage.rss());
    }
    while (live.server.watches > 0) await sleep(100);
    for (let waited = 0; resources() > before && waited < 100; waited++) await sleep(100);
    assert.ok(resources() <= before, `${before} → ${resources()}`);
    console.log(`# RSS after each 20 pages, MiB: ${rss.map((bytes) => Math.round(bytes / 2 ** 20)).join(' ')}`);
    const most = await Promise.all(Array.from({ length: limits.streams }, () => openStream(live, '/events')));
    const late = await askPage(live.port, { path: '/events', headers: live.admitted });
    assert.equal(late.status, 503);
    most.forEach(({ close }) => close());
  });
});

/** Sockets, timers and children of this process. */
const resources = (): number =>
  process.getActiveResourcesInfo().filter((name) => /TCPSocket|TCPServer|Process|Pipe/.test(name)).length;

test('a port that is taken, a port that is none and an address of others are refused with a cure', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) =>
    taken.listen(0, loopback, () => resolve((taken.address() as { port: number }).port)),
  );
  const opened = (host: string, asked: number) => UiServer.open({ stateFolder, host, port: asked });
  await assert.rejects(opened(loopback, port), { code: 'EAGAN_PORT_TAKEN', message: new RegExp(`port ${port} .*another program`) }); // prettier-ignore
  await assert.rejects(opened(loopback, 70_000), { code: 'EAGAN_USAGE', message: /at most 65535 \(got 70000\)/ });
  await assert.rejects(opened('192.0.2.1', 0), { code: 'EAGAN_USAGE', message: /address of this machine/ });
  await assert.rejects(opened('no-such-host.invalid', 0), { code: 'EAGAN_USAGE' });
  taken.close();
});

test('eagan ui prints a link that works, warns about --host, and ends with Ctrl-C', async () => {
  const home = new Home();
  const child = home.start('--json', 'ui', '--host', '0.0.0.0');
  const [said, ended] = [{ out: '', err: '' }, new Promise((resolve) => child.once('close', resolve))];
  child.stdout!.on('data', (part: Buffer) => (said.out += String(part)));
  child.stderr!.on('data', (part: Buffer) => (said.err += String(part)));
  while (!said.out.includes('\n')) await sleep(50);
  const { link, address } = JSON.parse(said.out) as { link: string; address: string };
  assert.ok(link.startsWith(`${address}/open?token=`));
  assert.match(said.err, /sees all runs of this state folder/);
  assert.match(await (await fetch(link)).text(), /url=\//);
  assert.equal((await fetch(link)).status, 403);
  child.kill('SIGINT');
  assert.equal(await ended, 0);
  assert.match(said.err, /The pages are closed. Runs go on./);
});
