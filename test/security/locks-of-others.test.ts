// Locks and sockets: another user can neither hold them, nor compute where they are, nor listen in their place.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { acquireLock, isHeld, withLock } from '../../scripts/lock.mjs';
import { readLines, writeLine } from '../../worker/json-lines.js';
import { newNonce, proofOf, secretIn } from '../../worker/handshake.js';
import { statePaths } from '../../worker/state-paths.js';
import { SupervisorConnection } from '../../worker/supervisor-connection.js';
import type { SupervisorHello, SupervisorRequest, SupervisorStatus } from '../../worker/types.js';
import { Watchers } from '../../worker/watchers.js';
import { eventually } from '../support/processes.js';
import { needsSecondUser, secondUser } from '../support/second-user.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const other = secondUser()!;
const started: ChildProcess[] = [];
after(() => started.forEach((child) => child.kill('SIGKILL')));

/** The other user listens at an address until the test's process ends. */
async function listenAsOther(address: string): Promise<void> {
  const code = `require('net').createServer((s) => s.on('error', () => {})).listen(process.argv[1].replace('@', '\\0'), () => console.log('listens'));
    process.stdin.on('close', () => process.exit()).resume();`;
  const child = other.start(process.execPath, ['-e', code, address]);
  started.push(child);
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  assert.match(String(line), /listens/);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the addresses of earlier versions, held by another user, hinder nobody', { skip: needsSecondUser }, async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'lock');
  const uid = process.getuid!();
  await listenAsOther(`@eagan-${sha256(path).slice(0, 40)}`);
  await listenAsOther(`@eagan-${sha256(`${uid} ${path}`).slice(0, 32)}`);
  const lock = await acquireLock(path);
  assert.ok(lock);
  await lock.release();
  let waited = false;
  assert.equal(
    await withLock(
      path,
      async () => 'done',
      () => (waited = true),
    ),
    'done',
  );
  assert.equal(waited, false);

  const deep = join(folder, 'long'.repeat(30));
  mkdirSync(deep);
  const far = join(deep, 'supervisor.sock');
  await listenAsOther(`/tmp/eagan-${uid}-${sha256(far).slice(0, 24)}.sock`);
  assert.equal(await isHeld(far), false, 'a stranger is no holder');
  assert.equal(await SupervisorConnection.open(deep, 'watch'), null);
  const own = await acquireLock(far);
  assert.ok(own);
  await own.release();
});

test('nobody else can connect to a lock, whatever the umask', { skip: needsSecondUser }, async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'lock');
  process.umask(0);
  const lock = await acquireLock(path);
  process.umask(0o022);
  const [name] = readdirSync(path);
  const code = `require('net').connect(process.argv[1]).on('connect', () => process.exit(7)).on('error', (e) => (console.log(e.code), process.exit(1)))`;
  const refused = other.run(process.execPath, ['-e', code, join(path, name!)]);
  assert.deepEqual([refused.exitCode, refused.stdout.trim()], [1, 'EACCES']);
  chmodSync(folder, 0o755);
  assert.deepEqual(other.run(process.execPath, ['-e', code, join(path, name!)]).stdout.trim(), 'EACCES');
  assert.equal(await isHeld(path), true);
  await lock!.release();
});

test(
  'a lock in a folder that others can write into is refused, and so is one that another user made',
  { skip: needsSecondUser },
  async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    await assert.rejects(acquireLock(join(folder, 'lock')), { code: 'EAGAN_NOT_TRUSTED' });
    await assert.rejects(isHeld(join(folder, 'lock')), { code: 'EAGAN_NOT_TRUSTED' });
    other.run('mkdir', [join(folder, 'planted')]);
    await listenAsOther(join(folder, 'planted', 'holder'));
    chmodSync(folder, 0o755);
    let waited = false;
    await assert.rejects(
      withLock(
        join(folder, 'planted'),
        async () => 'done',
        () => (waited = true),
      ),
      { code: 'EAGAN_NOT_TRUSTED' },
    );
    assert.equal(waited, false, 'nobody waits for another user');
  },
);

/** A supervisor that answers as it is told, at the place of the real one. */
async function impostor(home: string, answer: (line: Record<string, string>) => object | null): Promise<string[]> {
  const heard: string[] = [];
  const lock = await acquireLock(statePaths(home).socket, (socket) => {
    socket.on('error', () => undefined);
    readLines<Record<string, string>>(socket, (line) => {
      heard.push(JSON.stringify(line));
      const said = answer(line);
      if (said) writeLine(socket, said);
      else socket.destroy();
    });
  });
  assert.ok(lock);
  after(() => lock.release());
  return heard;
}

const status = { ready: true, stopping: false, pid: 1, endpoint: { kind: 'configured', address: 'evil:7233' } };

const lies: Readonly<Record<string, (line: Record<string, string>) => object>> = {
  'sends a status at once': () => status,
  'makes a proof up': () => ({ nonce: newNonce(), proof: newNonce() }),
  'sends the hello back': ({ hello }) => ({ nonce: hello, proof: hello }),
  'proves with an empty secret': ({ hello }) => {
    const supervisor = newNonce();
    return { nonce: supervisor, proof: proofOf('', 'supervisor', { command: hello!, supervisor }) };
  },
  'sends what is no proof': () => ({ nonce: [], proof: { length: 64 } }),
};

for (const [lie, answer] of Object.entries(lies)) {
  test(`a supervisor that ${lie} is refused, and hears no request`, async () => {
    const home = temporaryFolder();
    const heard = await impostor(home, answer);
    for (const method of ['status', 'watch', 'stop'] as const) {
      await assert.rejects(SupervisorConnection.open(home, method), {
        code: 'EAGAN_NOT_TRUSTED',
        message: /must know the secret/,
      });
    }
    assert.equal(heard.filter((line) => !line.startsWith('{"hello"')).length, 0);
  });
}

async function watched(home: string): Promise<{ server: Server; path: string; stops: () => number }> {
  let stops = 0;
  const watchers = new Watchers({
    status: () => status as unknown as SupervisorStatus,
    secret: () => secretIn(statePaths(home).secret),
    onStop: () => stops++,
    onUi: () => Promise.resolve({}),
    onLeave: () => undefined,
  });
  const server = createServer((socket) => watchers.serve(socket));
  const path = join(home, 'test.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  after(() => (watchers.close(), server.close()));
  return { server, path, stops: () => stops };
}

test('a command without the secret gets no status and stops nothing', async () => {
  const home = temporaryFolder();
  const { path, stops } = await watched(home);
  const { connectAt } = await import('../../scripts/sockets.mjs');
  const requests: readonly ((hello: string) => object[])[] = [
    () => [{ method: 'stop' }],
    (hello) => [{ hello }, { method: 'stop' }],
    (hello) => [{ hello }, { method: 'stop', proof: newNonce() }],
    (hello) => [
      { hello },
      { method: 'stop', proof: proofOf('', 'command', { command: hello, supervisor: '' }, 'stop') },
    ],
    () => [{ hello: 7 }, { method: 'stop', proof: null }],
    () => [{}, {}],
  ];
  for (const lines of requests) {
    const socket = (await connectAt(path))!;
    let heard = '';
    socket.on('data', (data) => (heard += String(data))).on('error', () => undefined);
    const closed = once(socket, 'close');
    for (const line of lines(newNonce())) writeLine(socket, line as SupervisorHello | SupervisorRequest);
    await closed;
    assert.doesNotMatch(heard, /ready/);
  }
  assert.equal(stops(), 0);
});

test('a proof cannot be used again on another connection', async () => {
  const home = temporaryFolder();
  const { path, stops } = await watched(home);
  const { connectAt } = await import('../../scripts/sockets.mjs');
  const secret = secretIn(statePaths(home).secret);
  const talk = async (proofFor: (nonces: { command: string; supervisor: string }) => string): Promise<string> => {
    const socket = (await connectAt(path))!;
    const command = newNonce();
    let heard = '';
    socket.on('error', () => undefined);
    readLines<{ nonce?: string }>(socket, (line) => {
      heard += JSON.stringify(line);
      if (line.nonce) writeLine(socket, { method: 'stop', proof: proofFor({ command, supervisor: line.nonce }) });
      else socket.destroy();
    });
    writeLine(socket, { hello: command });
    await once(socket, 'close');
    return heard;
  };
  let used = '';
  await talk((nonces) => (used = proofOf(secret, 'command', nonces, 'stop')));
  assert.equal(stops(), 1, 'the honest one stops it');
  assert.doesNotMatch(await talk(() => used), /ready/);
  assert.doesNotMatch(await talk((nonces) => proofOf(secret, 'supervisor', nonces)), /ready/);
  assert.doesNotMatch(await talk((nonces) => proofOf(secret, 'command', nonces, 'status')), /ready/);
  assert.equal(stops(), 1);
});

test('the secret is private, is made once by many, and is made anew if it was lost or emptied', async () => {
  const home = temporaryFolder();
  const { secret } = statePaths(home);
  process.umask(0);
  const code = `const { secretIn } = await import(process.argv[1]); console.log(secretIn(process.argv[2]));`;
  const module = new URL('../../worker/handshake.js', import.meta.url).href;
  const children = Array.from({ length: 5 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', code, module, secret]),
  );
  const secrets = await Promise.all(
    children.map(async ({ stdout }) => String(((await once(stdout, 'data')) as [Buffer])[0])),
  );
  process.umask(0o022);
  assert.equal(new Set(secrets).size, 1);
  const { statSync } = await import('node:fs');
  assert.equal(statSync(secret).mode & 0o777, 0o600);
  writeFileSync(secret, '');
  assert.match(secretIn(secret), /^[0-9a-f]{64}$/);
  assert.equal(secretIn(secret), secretIn(secret));
  assert.deepEqual(readdirSync(home), ['supervisor.secret']);
});

test('a supervisor of an earlier version is recognised', async () => {
  const home = temporaryFolder();
  const { socket: path } = statePaths(home);
  const earlier = createServer((socket) => {
    socket.on('error', () => undefined);
    readLines<{ method: string }>(socket, ({ method }) => writeLine(socket, { ...status, method }));
  });
  await new Promise<void>((resolve) => earlier.listen(path, resolve));
  const connection = (await SupervisorConnection.open(home, 'status'))!;
  assert.equal(connection.isEarlier, true);
  await eventually('it answers', () => connection.latest !== null);
  connection.release();
  earlier.close();
});
