// A lock with a path is the kernel's: a stopped process keeps it, a dead one loses it, and one of many gets it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquireLock, connectTo, isHeld } from '../../scripts/lock.mjs';
import { endingOf } from '../../worker/processes.js';
import { eventually } from '../support/processes.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();

const holdLock = `const { acquireLock } = await import(process.argv[1]); await acquireLock(process.argv[2]); console.log('held');`;
const lockModule = new URL('../../scripts/lock.mjs', import.meta.url).href;

test('one of ten simultaneous requests gets the lock, and another after its release', async () => {
  const path = join(folder, 'ten.sock');
  const locks = await Promise.all(Array.from({ length: 10 }, () => acquireLock(path)));
  const winners = locks.filter((lock) => lock !== null);
  assert.equal(winners.length, 1);
  assert.equal(await acquireLock(path), null);
  await winners[0]!.release();
  const next = await acquireLock(path);
  assert.ok(next);
  await next.release();
});

test('a stopped process keeps its lock, a killed one loses it', async () => {
  const path = join(folder, 'child.sock');
  const child = spawn(process.execPath, ['--input-type=module', '-e', holdLock, lockModule, path]);
  const ended = endingOf(child);
  await eventually('the child holds the lock', () => isHeld(path));
  child.kill('SIGSTOP');
  assert.equal(await acquireLock(path), null);
  child.kill('SIGKILL');
  await ended;
  const mine = await acquireLock(path);
  assert.ok(mine, 'the dead process must not keep the lock');
  await mine.release();
});

test('a lock at a path too long for the kernel is the same lock, in its own folder', async () => {
  const deep = join(folder, 'a-folder-with-a-long-name'.repeat(5));
  const path = join(deep, 'supervisor.sock');
  const lock = await acquireLock(path);
  assert.ok(lock);
  assert.equal(await acquireLock(path), null);
  assert.equal(readdirSync(path).length, 1);
  process.env.XDG_RUNTIME_DIR = folder;
  assert.ok(await isHeld(path), 'another environment finds the same lock');
  delete process.env.XDG_RUNTIME_DIR;
  await lock.release();
  assert.equal(await isHeld(path), false);
  assert.deepEqual(readdirSync(deep), []);
});

test('a lock of an earlier version, a socket file, is respected while its holder lives', async () => {
  const path = join(folder, 'earlier.sock');
  const earlier = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => earlier.listen(path, resolve));
  assert.equal(await acquireLock(path), null);
  assert.ok(await isHeld(path));
  assert.equal(await connectTo(path), null, 'nobody of this version');
  const child = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(process.argv[1])`,
    `${path}-dead`,
  ]);
  await eventually('the file is there', () => existsSync(`${path}-dead`));
  child.kill('SIGKILL');
  await endingOf(child);
  const lock = await acquireLock(`${path}-dead`);
  assert.ok(lock, 'the file of a dead holder is replaced');
  await lock.release();
  earlier.close();
});

test('what a killed process left beside a lock is removed once it is old, and what is no socket in it too', async () => {
  const path = join(folder, 'left.sock');
  for (const [name, ageMs] of [
    [`${path}.aaaaaa`, 120_000],
    [`${path}.bbbbbb`, 0],
  ] as const) {
    mkdirSync(name);
    writeFileSync(join(name, 'socket'), '');
    const at = new Date(Date.now() - ageMs);
    utimesSync(name, at, at);
  }
  mkdirSync(path);
  writeFileSync(join(path, 'no socket'), '');
  const lock = (await acquireLock(path))!;
  assert.equal(existsSync(`${path}.aaaaaa`), false);
  assert.equal(existsSync(`${path}.bbbbbb`), true, 'another process may be taking the lock');
  assert.equal(readdirSync(path).length, 1);
  await lock.release();
  assert.equal(existsSync(path), false);
});

const contend = `
const { acquireLock } = await import(process.argv[1]);
const { appendFileSync } = await import('node:fs');
for (let taken = 0; taken < 12;) {
  const lock = await acquireLock(process.argv[2]);
  if (!lock) { await new Promise((go) => setTimeout(go, Math.random() * 3)); continue; }
  taken++;
  appendFileSync(process.argv[3], 'in ' + process.pid + '\\n');
  if (taken === 12) process.kill(process.pid, 'SIGKILL');
  await new Promise((go) => setTimeout(go, 1));
  appendFileSync(process.argv[3], 'out ' + process.pid + '\\n');
  await lock.release();
}`;

test('six processes that take the lock again and again, and die with it, never hold it together', async () => {
  const [path, log] = [join(folder, 'many.sock'), join(folder, 'many.log')];
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', contend, lockModule, path, log], { stdio: 'inherit' }),
  );
  await Promise.all(children.map(endingOf));
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  assert.equal(lines.filter((line) => line.startsWith('in ')).length, 72);
  let holder: string | null = null;
  for (const line of lines) {
    const [what, pid] = line.split(' ') as [string, string];
    // A killed holder says nothing; the next one may then come in.
    if (what === 'in') assert.ok(holder === null || lastIn(lines, holder), line);
    holder = what === 'in' ? pid : null;
  }
});

/** Whether a process's last word was that it came in. */
const lastIn = (lines: readonly string[], pid: string): boolean =>
  lines.filter((line) => line.endsWith(` ${pid}`)).at(-1) === `in ${pid}`;
