// The live pages answer only the browser that opened a link, from their own pages, and only to read.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { calculatedRun } from '../support/calculated-run.js';
import { askPage, cannotSteal, statusForThief, type AskedPage } from '../support/asked-page.js';
import { folderWithStore, liveServer, openStream, type LiveServer } from '../support/live-pages.js';
import { pipelineOf } from '../support/pipelines.js';
import { limits } from '../../ui/limits.js';
import { routes } from '../../ui/routes/index.js';
import { loopback } from '../../worker/ports.js';

let live: LiveServer;
let own = '';

before(async () => {
  const { stateFolder, store } = await folderWithStore();
  await calculatedRun(store, pipelineOf('tiny.yaml'), { results: 'consistent', run: 'secret-run' });
  live = await liveServer(stateFolder);
  own = live.admitted['host']!;
});
after(() => live.server.close());

/** Every route, filled in. */
const paths = routes.map(({ path }) => path.replace(':run', 'secret-run').replace(':part', 'facts').replace(':name', 'client.js')); // prettier-ignore
const admitted = (more: Readonly<Record<string, string>> = {}) => ({ ...live.admitted, ...more });

/** Requests of others, and the status of the answer. */
const attacks: readonly (readonly [what: string, status: number, asked: () => AskedPage])[] = [
  ['no cookie', 403, () => ({ headers: { host: own } })],
  ['a wrong cookie', 403, () => ({ headers: admitted({ cookie: `${live.admitted['cookie']}x` }) })],
  ['a foreign Host', 403, () => ({ headers: admitted({ host: `evil.example:${live.port}` }) })],
  ['a Host without its port', 403, () => ({ headers: admitted({ host: loopback }) })],
  ['a Host of another port', 403, () => ({ headers: admitted({ host: `${loopback}:1` }) })],
  ['a foreign Origin', 403, () => ({ headers: admitted({ origin: 'http://evil.example' }) })],
  ['another port’s Origin', 403, () => ({ headers: admitted({ origin: `http://${loopback}:1` }) })],
  ['the Origin null', 403, () => ({ headers: admitted({ origin: 'null' }) })],
  ['a request across sites', 403, () => ({ headers: admitted({ 'sec-fetch-site': 'cross-site' }) })],
  ['a request of another port', 403, () => ({ headers: admitted({ 'sec-fetch-site': 'same-site' }) })],
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'].map(
    (method) => [method, 405, () => ({ method, headers: admitted() })] as const,
  ),
];
for (const [what, status, asked] of attacks)
  test(`no route answers to ${what}`, async () => {
    for (const path of paths) {
      const answer = await askPage(live.port, { path, ...asked() });
      // The link itself needs no cookie and comes from anywhere; without a token it admits nobody.
      assert.equal(answer.status, path === '/open' && status === 405 ? 405 : status, `${path}: ${answer.text}`);
      assert.doesNotMatch(answer.text, /secret-run|tiny/);
      assert.equal(answer.headers['set-cookie'], undefined);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      assert.match(String(answer.headers['content-security-policy']), /^default-src 'none'; /);
    }
  });

test('every answer forbids scripts of others, frames, guesses of types and copies', async () => {
  for (const path of ['/', '/runs/secret-run', '/compare', '/nothing', '/assets/client.js', '/assets/style.css']) {
    const { headers } = await askPage(live.port, { path, headers: admitted() });
    const policy = String(headers['content-security-policy']).split('; ');
    assert.deepEqual(
      policy.filter((rule) => /unsafe|\*|http/.test(rule)),
      [],
    );
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
      assert.ok(policy.includes(rule), `${path}: ${rule}`);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cache-control'], 'no-store');
  }
});

test('a link works once, for one of many who try at the same time', async () => {
  const link = new URL(live.server.newLink());
  const open = () => askPage(live.port, { path: link.pathname + link.search, headers: { host: own } });
  const many = await Promise.all(Array.from({ length: 10 }, open));
  assert.deepEqual(many.map(({ status }) => status).sort(), [200, ...Array<number>(9).fill(403)]);
  const [cookie] = many.find(({ status }) => status === 200)!.headers['set-cookie'] as string[];
  assert.match(cookie!, /^eagan-pages-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
});

for (const path of [
  '/runs/..',
  '/runs/%2e%2e',
  '/runs/..%2f..%2fetc%2fpasswd',
  '/runs/%2e%2e%2fstore.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/%2e%2e%2fserver.js',
  '/assets/__proto__',
  '/assets/constructor',
  '/parts/..%2f..%2fstore.json?run=secret-run',
  '/parts/facts?run=..%2f..&version=',
  '/../store/store.json',
  '/..%5c..%5cstore.json',
  '//etc/passwd',
  '/runs/a%00b',
  '/runs/<script>',
  '/runs/%',
  `/runs/${'a'.repeat(5_000)}`,
])
  test(`no path leads out of the pages: ${path.slice(0, 60)}`, async () => {
    const { status, text } = await askPage(live.port, { path, headers: admitted() });
    assert.ok(status === 404 || status === 400, `${status} ${text}`);
    assert.doesNotMatch(text, /root:|schemaVersion|"name"|<script>|EAGAN_INTERNAL/);
  });

for (const query of ['run=../x', 'run=%00', 'run=<script>', 'run=.', `run=${'a'.repeat(101)}`, manyRuns()])
  test(`names that no run can have are refused: ${query.slice(0, 40)}`, async () => {
    for (const path of ['/events', '/compare']) {
      const { status, text } = await askPage(live.port, { path: `${path}?${encodeURI(query)}`, headers: admitted() });
      assert.equal(status, 400, text);
      assert.doesNotMatch(text, /<script>a|EAGAN_INTERNAL/);
    }
  });

function manyRuns(): string {
  return Array.from({ length: limits.comparedRuns + 1 }, (_, at) => `run=r${at}`).join('&');
}

/** What a socket hears until it is closed. */
function heardFrom(text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(live.port, loopback, () => socket.write(text));
    socket.on('data', (part) => (heard += String(part)));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
  });
}

describe('requests that are no good', { concurrency: true }, () => {
  test('headers that are too large get no page', async () => {
    const heard = await heardFrom(
      `GET / HTTP/1.1\r\nHost: ${own}\r\nX-A: ${'a'.repeat(2 * limits.headerBytes)}\r\n\r\n`,
    );
    assert.doesNotMatch(heard, /200 OK/);
  });

  for (const [what, text] of [
    ['sends nothing', ''],
    ['sends half of its headers', `GET / HTTP/1.1\r\nHost: x\r\n`],
    ['announces a body that never comes', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n`],
    ['speaks no HTTP', '\x16\x03\x01\r\n\r\n'],
    ['uses a method that nobody knows', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ] as const)
    test(`a connection that ${what} is closed`, async () => {
      assert.doesNotMatch(await heardFrom(text), /200 OK|secret-run/);
    });

  test('a body is not read as the next request', async () => {
    const inner = `GET / HTTP/1.1\r\nHost: ${own}\r\nCookie: ${live.admitted['cookie']}\r\n\r\n`;
    const heard = await heardFrom(`POST / HTTP/1.1\r\nHost: ${own}\r\nContent-Length: 4\r\n\r\n1234${inner}`);
    assert.match(heard, /^HTTP\/1.1 405/);
    assert.doesNotMatch(heard, /200 OK/);
  });
});

test('another user of this machine who got the cookie or a link is refused', { skip: cannotSteal }, async () => {
  const statusFor = (address: string): Promise<string> => statusForThief(address, live.admitted['cookie']!);
  for (const path of ['/', '/events', '/runs/secret-run']) assert.equal(await statusFor(`http://${own}${path}`), '403');
  const link = live.server.newLink();
  assert.equal(await statusFor(link), '403');
  const { pathname, search } = new URL(link);
  assert.equal((await askPage(live.port, { path: pathname + search, headers: { host: own } })).status, 200);
});

test('with another host, names of the machine are served and names of others are not', async () => {
  const { stateFolder } = await folderWithStore();
  const open = await liveServer(stateFolder, { host: '0.0.0.0' });
  const ask = (host: string) => askPage(open.port, { headers: { ...open.admitted, host } });
  assert.equal((await ask(`${loopback}:${open.port}`)).status, 200);
  assert.equal((await ask(`evil.example:${open.port}`)).status, 403);
  assert.equal((await askPage(open.port, { headers: { host: `${loopback}:${open.port}` } })).status, 403);
  await open.server.close();
});

test('a page that is open ends with the server', async () => {
  const { stateFolder } = await folderWithStore();
  const open = await liveServer(stateFolder);
  const stream = await openStream(open, '/events');
  await stream.hear('list');
  await open.server.close();
  await assert.rejects(askPage(open.port, { headers: open.admitted }));
});
