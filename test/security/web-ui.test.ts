// The embedded server is closed: no web UI, no HTTP API for web pages. The web UI that somebody asks for admits only
// the browser that opened the link, opens payloads for it, and keeps web pages out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection } from '@temporalio/worker';
import { askPage, cannotSteal, statusForThief, type AnsweredPage, type AskedPage } from '../support/asked-page.js';
import { listenersOf } from '../support/listeners.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { heldRun } from '../support/held-run.js';
import { eventually } from '../support/processes.js';
import { emptyStore } from '../support/quick-store.js';
import { stageOn, tinyPipeline } from '../support/runs.js';
import { testKeys, workflowBundle } from '../support/temporal.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { connectToServer, targetOf } from '../../worker/endpoint.js';
import { keepServer, type KeptServer } from '../../worker/kept-server.js';
import { loopback } from '../../worker/ports.js';
import { sealedConverter } from '../../worker/sealing/data-converter.js';
import { sealingCodec } from '../../worker/sealing/payload-codec.js';
import { readServerFile } from '../../worker/server-file.js';
import { statePaths } from '../../worker/state-paths.js';
import type { TemporalEndpoint } from '../../worker/types.js';
import { WebUi } from '../../worker/web-ui/web-ui.js';

const stateFolder = temporaryFolder();
let server: KeptServer;
let endpoint: TemporalEndpoint;
let ui: WebUi;

before(async () => {
  const nothing = (): void => undefined;
  server = await keepServer(
    { stateFolder, slots: 1, idleMs: 60_000 },
    { onServing: (at) => (endpoint = at), onDamaged: nothing, onChange: nothing },
  );
  ui = new WebUi(server, () => testKeys);
});
after(async () => {
  await ui.shut();
  await server.stop();
});

const listening = (): Promise<number[]> => listenersOf(readServerFile(statePaths(stateFolder).serverFile)!.pid!);

test('a web page starts nothing through any port of the server, and there is no web UI', async () => {
  const body = JSON.stringify({ workflowType: { name: 'runWorkflow' }, taskQueue: { name: 'q' } });
  const foreign = { host: 'evil.example', origin: 'http://evil.example', 'content-type': 'text/plain' };
  const path = '/api/v1/namespaces/default/workflows/evil';
  const ports = await listening();
  assert.ok(ports.length > 0, 'the ports of the server are known');
  for (const port of ports) {
    for (const headers of [foreign, { ...foreign, host: `${loopback}:${port}` }]) {
      const answer = await askPage(port, { method: 'POST', path, headers, body }).catch(() => null);
      assert.ok(!answer || answer.status >= 400, `port ${port} answered ${answer?.status}: ${answer?.text}`);
    }
    const page = await askPage(port, { headers: { host: `${loopback}:${port}` } }).catch(() => null);
    assert.ok(!page?.text.includes('<html'), `port ${port} shows a web UI`);
  }
  assert.equal(endpoint.ui, null);
  const connection = await connectToServer(targetOf(endpoint));
  assert.equal(Number((await new Client({ connection }).workflow.count()).count), 0);
  await connection.close();
});

test('a run goes on while the web UI is opened and closed, with the same result', async () => {
  const store = await emptyStore();
  const connection = await connectToServer(targetOf(endpoint));
  const client = new Client({ connection, dataConverter: sealedConverter(testKeys) });
  const nativeConnection = await NativeConnection.connect({ address: endpoint.address });
  const environment = { client, nativeConnection } as unknown as TestWorkflowEnvironment;
  const stage = stageOn({ environment, bundle: await workflowBundle() });
  let calm = '';
  await stage.withRun('shown', store, calculatedTrainer(store), async ({ toResult }) => {
    calm = (await toResult()).resultDigest;
  });
  const place = `${tinyPipeline.stages[0]!.id}/gen-001/train/segment-00`;
  await heldRun(
    stage,
    'shown',
    place,
    (woken) => woken,
    async ({ toResult, wake }) => {
      await ui.open();
      await ui.close();
      wake();
      assert.equal((await toResult()).resultDigest, calm);
    },
  );
  await nativeConnection.close();
  await connection.close();
});

describe('an open web UI', () => {
  let port: number;
  let cookie: string;
  const admitted = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...{ host: `${loopback}:${port}`, cookie },
    ...more,
  });

  before(async () => {
    const link = new URL(await ui.open());
    port = Number(link.port);
    const answer = await askPage(port, { path: link.pathname + link.search, headers: { host: link.host } });
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.text, /url=\//);
    const [set] = answer.headers['set-cookie'] as string[];
    assert.match(set!, /^eagan-ui-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    cookie = set!.split(';')[0]!;
  });

  test('shows its pages and answers to the browser that opened the link', async () => {
    assert.match((await askPage(port, { headers: admitted() })).text, /<html/);
    const settings = await askPage(port, { path: '/api/v1/settings', headers: admitted() });
    assert.equal((JSON.parse(settings.text) as { Codec: { Endpoint: string } }).Codec.Endpoint, '/codec');
    const workflows = await askPage(port, { path: '/api/v1/namespaces/default/workflows', headers: admitted() });
    assert.equal(workflows.status, 200);
  });

  test('a link works once', async () => {
    const link = new URL(await ui.open());
    const open = (): Promise<AnsweredPage> =>
      askPage(port, { path: link.pathname + link.search, headers: { host: link.host } });
    const many = await Promise.all(Array.from({ length: 10 }, open));
    assert.deepEqual(many.map(({ status }) => status).sort(), [200, ...Array<number>(9).fill(403)]);
  });

  const sealedBody = async (): Promise<string> => {
    const context = { type: 'workflow', namespace: 'default', workflowId: 'a@b' } as const;
    const [payload] = await sealingCodec(testKeys).encode([defaultPayloadConverter.toPayload({ a: 1 })!], context);
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    const metadata = Object.entries(payload!.metadata!).map(([name, bytes]) => [name, base64(bytes)]);
    return JSON.stringify({
      payloads: [{ metadata: Object.fromEntries(metadata) as object, data: base64(payload!.data!) }],
    });
  };

  test('its codec endpoint opens payloads for its own pages', async () => {
    const headers = admitted({ 'content-type': 'application/json', origin: `http://${loopback}:${port}` });
    const answer = await askPage(port, { method: 'POST', path: '/codec/decode', headers, body: await sealedBody() });
    assert.equal(answer.status, 200, answer.text);
    const [found] = (JSON.parse(answer.text) as { payloads: { data: string }[] }).payloads;
    assert.equal(Buffer.from(found!.data, 'base64').toString(), '{"a":1}');
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
  });

  test('its codec endpoint marks what is not sealed, and says why something does not open', async () => {
    const headers = admitted({ 'content-type': 'application/json' });
    const decode = async (payloads: unknown): Promise<AnsweredPage> =>
      askPage(port, { method: 'POST', path: '/codec/decode', headers, body: JSON.stringify({ payloads }) });
    const plain = { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'MQ==' };
    const marked = (JSON.parse((await decode([plain])).text) as { payloads: { data: string }[] }).payloads[0]!;
    assert.equal(Buffer.from(marked.data, 'base64').toString(), '{"notSealedByEagan":1}');
    const sealed = JSON.parse(await sealedBody()) as { payloads: { data: string }[] };
    const answer = await decode([{ ...sealed.payloads[0], data: 'AAAA' }]);
    assert.match(
      Buffer.from((JSON.parse(answer.text) as typeof sealed).payloads[0]!.data, 'base64').toString(),
      /damaged/,
    );
  });

  const json = { 'content-type': 'application/json' };
  const own = (): string => `${loopback}:${port}`;
  /** Requests that must not be answered with an opened payload, and the status of the answer. */
  const attacks: readonly (readonly [what: string, status: number, asked: () => AskedPage])[] = [
    ['no cookie', 403, () => ({ method: 'POST', headers: { ...json, host: own() } })],
    ['a wrong cookie', 403, () => ({ method: 'POST', headers: { ...json, host: own(), cookie: `${cookie}x` } })],
    ['a foreign Host', 403, () => ({ method: 'POST', headers: { ...admitted(json), host: `evil.example:${port}` } })],
    ['a Host without its port', 403, () => ({ method: 'POST', headers: { ...admitted(json), host: loopback } })],
    [
      'a foreign Origin',
      403,
      () => ({ method: 'POST', headers: admitted({ ...json, origin: 'http://evil.example' }) }),
    ],
    [
      'another port’s Origin',
      403,
      () => ({ method: 'POST', headers: admitted({ ...json, origin: `http://${loopback}:1` }) }),
    ],
    ['the Origin null', 403, () => ({ method: 'POST', headers: admitted({ ...json, origin: 'null' }) })],
    [
      'a request across sites',
      403,
      () => ({ method: 'POST', headers: admitted({ ...json, 'sec-fetch-site': 'cross-site' }) }),
    ],
    [
      'a request of another port',
      403,
      () => ({ method: 'POST', headers: admitted({ ...json, 'sec-fetch-site': 'same-site' }) }),
    ],
    ['GET', 405, () => ({ headers: admitted(json) })],
    ['OPTIONS', 405, () => ({ method: 'OPTIONS', headers: admitted({ origin: `http://${own()}` }) })],
    ['a foreign preflight', 403, () => ({ method: 'OPTIONS', headers: admitted({ origin: 'http://evil.example' }) })],
    ['text/plain', 415, () => ({ method: 'POST', headers: admitted({ 'content-type': 'text/plain' }) })],
    ['no content type', 415, () => ({ method: 'POST', headers: admitted() })],
    ['no JSON', 400, () => ({ method: 'POST', headers: admitted(json), body: '{' })],
    [
      'other JSON',
      400,
      () => ({ method: 'POST', headers: admitted(json), body: '{"payloads":[[1]],"a":null}'.replace('[1]', '1') }),
    ],
    ['a large body', 413, () => ({ method: 'POST', headers: admitted(json), body: ' '.repeat(9 * 1024 * 1024) })],
  ];
  for (const [what, status, asked] of attacks)
    test(`its codec endpoint refuses ${what}`, async () => {
      const request = { path: '/codec/decode', ...asked() };
      const body = request.method === 'POST' ? (request.body ?? (await sealedBody())) : undefined;
      const answer = await askPage(port, { ...request, body }).catch((error: NodeJS.ErrnoException) => error);
      // A body that is too large may be cut off before its sender reads the answer.
      if (status === 413 && answer instanceof Error) return assert.match(answer.code ?? '', /ECONNRESET|EPIPE/);
      assert.ok(!(answer instanceof Error), String(answer));
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      assert.ok(!answer.text.includes(Buffer.from('{"a":1}').toString('base64')));
    });

  test('it seals nothing', async () => {
    const body = JSON.stringify({ payloads: [] });
    const answer = await askPage(port, { method: 'POST', path: '/codec/encode', headers: admitted(json), body });
    assert.equal(answer.status, 403);
  });

  test('pages, API and link are closed without the cookie, and to other origins', async () => {
    for (const path of [
      '/',
      '/api/v1/namespaces',
      '/api/v1/settings',
      '/codec',
      '/open',
      '/open?token=',
      '//evil',
      '/codec/../',
    ]) {
      const answer = await askPage(port, { path, headers: { host: own() } });
      assert.equal(answer.status, 403, path);
      const foreign = await askPage(port, { path, headers: admitted({ origin: 'http://evil.example' }) });
      assert.equal(foreign.status, 403, path);
    }
    const link = new URL(await ui.open());
    const posted = { method: 'POST', path: link.pathname + link.search, headers: { host: own() } };
    assert.equal((await askPage(port, posted)).status, 405);
  });

  test('another user of this machine who got the cookie or a link is refused', { skip: cannotSteal }, async () => {
    const statusFor = (address: string): Promise<string> => statusForThief(address, cookie);
    assert.equal(await statusFor(`http://${own()}/api/v1/namespaces`), '403');
    const link = new URL(await ui.open());
    assert.equal(await statusFor(link.href), '403');
    const mine = await askPage(port, { path: link.pathname + link.search, headers: { host: link.host } });
    assert.equal(mine.status, 200, 'the link still works for its user');
  });

  test('the server’s own page does not listen where a web page finds it', async (context) => {
    if (process.platform !== 'linux') return context.skip('only Linux has many loopback addresses');
    for (const found of await listening()) {
      const page = await askPage(found, { headers: { host: 'evil.example' } }).catch(() => null);
      assert.ok(!page?.text.includes('<html'), `port ${found} of ${loopback} shows the web UI`);
    }
  });

  test('it is there again at its address after the server was killed, and the cookie still admits', async () => {
    process.kill(readServerFile(statePaths(stateFolder).serverFile)!.pid!, 'SIGKILL');
    await eventually('it answers', async () => (await askPage(port, { headers: admitted() })).text.includes('<html'));
  });

  test('it is closed when asked, and opens again at the same address with other cookies', async () => {
    assert.equal(await ui.close(), true);
    await assert.rejects(askPage(port, { headers: admitted() }));
    assert.equal(await ui.close(), false);
    assert.equal(Number(new URL(await ui.open()).port), port);
    assert.equal((await askPage(port, { headers: admitted() })).status, 403);
  });
});
