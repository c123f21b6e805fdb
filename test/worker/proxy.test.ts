// Proxies in the environment: none is used for the embedded server, and the right one for a configured server.
import assert from 'node:assert/strict';
import { connect, createServer, type Server } from 'node:net';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '@temporalio/client';
import { claimDatabase, type Database } from '../../worker/database.js';
import { startEmbeddedServer, type EmbeddedServer } from '../../worker/embedded-server.js';
import { configuredTarget, connectToServer, targetOf } from '../../worker/endpoint.js';
import { prepareConfigured } from '../../worker/configured.js';
import { tryNative } from '../../worker/native-connection.js';
import { freePort, loopback } from '../../worker/ports.js';
import { proxyFor } from '../../worker/proxy.js';
import { statePaths } from '../../worker/state-paths.js';
import { requireTemporalCli } from '../../worker/temporal-cli.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { forgetConfiguredTemporal, withConfigured } from './support.js';
import { listenAnywhere } from '../support/ports.js';

forgetConfiguredTemporal();
const clean = { ...process.env };
afterEach(() => {
  process.env = { ...clean };
});

const lower = ['grpc_proxy', 'https_proxy', 'http_proxy', 'all_proxy'];
const names = lower.flatMap((name) => [name, name.toUpperCase()]);
const exceptions = [undefined, '', 'localhost', 'example.org'];

const folder = temporaryFolder();
let database: Database;
let server: EmbeddedServer;
before(async () => {
  const cli = await requireTemporalCli();
  database = await claimDatabase(statePaths(folder), cli.serverVersion);
  // A dead proxy in the server's own environment does no harm either.
  for (const name of names) process.env[name] = `http://${loopback}:9`;
  server = await startEmbeddedServer({ paths: statePaths(folder), database, cli });
});
after(async () => {
  await server.stop();
  await database.release();
});

for (const name of [...names, 'all of them'])
  test(`client and worker reach the embedded server in spite of a dead proxy in ${name}`, async () => {
    for (const noProxy of exceptions) {
      process.env = { ...clean };
      for (const each of name === 'all of them' ? names : [name]) process.env[each] = `http://${loopback}:9`;
      if (noProxy !== undefined) process.env.no_proxy = noProxy;
      const target = targetOf(server.endpoint);
      await (await connectToServer(target, 3_000)).close();
      await tryNative(target);
    }
  });

/** A real HTTP CONNECT proxy on this machine, which records its requests. */
async function startProxy(): Promise<{ port: number; asked: string[]; server: Server }> {
  const asked: string[] = [];
  const proxy = createServer((incoming) => {
    incoming.on('error', () => undefined);
    incoming.once('data', (head) => {
      asked.push(String(head));
      const [, host, port] = /^CONNECT ([^ :]+):(\d+)/.exec(String(head))!;
      const outgoing = connect(Number(port), host, () => {
        incoming.write('HTTP/1.1 200 OK\r\n\r\n');
        incoming.pipe(outgoing).pipe(incoming);
      });
      outgoing.on('error', () => incoming.destroy());
    });
  });
  return { port: await listenAnywhere(proxy), asked, server: proxy };
}

for (const name of names)
  test(`client and worker reach a configured server through the proxy of ${name}`, async () => {
    const proxy = await startProxy();
    process.env[name] = `http://ann:s%40cret@${loopback}:${proxy.port}`;
    try {
      await withConfigured(server.endpoint.address, 'default', async () => {
        const connection = await connectToServer(configuredTarget()!);
        await new Client({ connection }).workflow.count();
        await connection.close();
        assert.ok(proxy.asked.length >= 1, 'the client went through it');
        const before = proxy.asked.length;
        await tryNative(configuredTarget()!);
        assert.ok(proxy.asked.length > before, 'the worker went through it');
      });
      const secret = Buffer.from('ann:s@cret').toString('base64');
      for (const head of proxy.asked) assert.ok(head.toLowerCase().includes('proxy-authorization'), head);
      assert.ok(proxy.asked.some((head) => head.includes(secret)));
    } finally {
      proxy.server.close();
    }
  });

test('an unreachable proxy is named without its password, and the cure says how to do without it', async () => {
  process.env.https_proxy = `http://ann:secret@${loopback}:9`;
  await withConfigured(`${loopback}:${await freePort()}`, 'default', async () => {
    for (const attempt of [() => connectToServer(configuredTarget()!, 700), () => tryNative(configuredTarget()!)])
      await assert.rejects(attempt, (error: Error & { code: string; cure: string }) => {
        assert.equal(error.code, 'EAGAN_TEMPORAL_UNREACHABLE');
        assert.match(error.message, /the proxy 127\.0\.0\.1:9 \(https_proxy\)/);
        assert.match(error.cure, /add 127\.0\.0\.1 to no_proxy/);
        assert.doesNotMatch(`${error.message}${error.cure}`, /secret/);
        return true;
      });
  });
});

test('a worker that gets the address of its own embedded server uses no proxy', async () => {
  process.env.grpc_proxy = `http://${loopback}:9`;
  await withConfigured(server.endpoint.address, 'default', async () => {
    const endpoint = (await prepareConfigured(folder))!;
    await tryNative(targetOf(endpoint));
    await assert.rejects(prepareConfigured(temporaryFolder()), { code: 'EAGAN_TEMPORAL_UNREACHABLE' });
  });
});

const at = (environment: Record<string, string>, address = 'temporal.example.org:7233'): string | null =>
  proxyFor(address, environment)?.variable ?? null;
const proxied = { http_proxy: 'http://10.0.0.1:3128' };

const choices: readonly (readonly [string, Record<string, string>, string | null])[] = [
  ['nothing is set', {}, null],
  ['an empty variable', { grpc_proxy: '', ...proxied }, 'http_proxy'],
  ['grpc_proxy comes first', { ...proxied, GRPC_PROXY: 'http://a:1' }, 'GRPC_PROXY'],
  ['a proxy without a scheme', { all_proxy: 'proxy:3128' }, 'all_proxy'],
  ['a proxy that carries no gRPC', { all_proxy: 'socks5://a:1' }, null],
  ['a value that is no address', { all_proxy: '://' }, null],
  ['everything excepted', { ...proxied, no_proxy: '*' }, null],
  ['the host excepted', { ...proxied, no_proxy: 'localhost, temporal.example.org' }, null],
  ['its domain excepted', { ...proxied, NO_PROXY: '.example.org' }, null],
  ['its domain excepted with a star', { ...proxied, no_proxy: '*.example.org' }, null],
  ['its port excepted', { ...proxied, no_proxy: 'example.org:7233' }, null],
  ['another port excepted', { ...proxied, no_proxy: 'example.org:80' }, 'http_proxy'],
  ['a name that only ends alike', { ...proxied, no_proxy: 'ple.org' }, 'http_proxy'],
  ['no_grpc_proxy wins over no_proxy', { ...proxied, no_grpc_proxy: 'other', no_proxy: '*' }, 'http_proxy'],
];
for (const [what, environment, variable] of choices)
  test(`which proxy: ${what}`, () => assert.equal(at(environment), variable));

test('addresses can be excluded by range and with brackets', () => {
  assert.equal(at({ ...proxied, no_proxy: '10.1.0.0/16' }, '10.1.2.3:7233'), null);
  assert.equal(at({ ...proxied, no_proxy: '10.1.0.0/16' }, '10.2.2.3:7233'), 'http_proxy');
  assert.equal(at({ ...proxied, no_proxy: '[::1]:7233' }, '[::1]:7233'), null);
  assert.equal(at({ ...proxied, no_proxy: '::1' }, '[::1]:7233'), null);
});
