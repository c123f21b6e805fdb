// A lock with a path is the kernel's: a stopped process keeps it, a dead one loses it, and one of many gets it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquireLock, isHeld, socketPath } from '../../scripts/lock.mjs';
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

test('a path that is too long for the kernel is replaced by a short one, which is always the same', () => {
  const deep = join(folder, 'a-folder-with-a-long-name'.repeat(5));
  const path = socketPath(deep, 'supervisor.sock');
  assert.ok(Buffer.byteLength(path) <= 100, path);
  assert.equal(socketPath(deep, 'supervisor.sock'), path);
  assert.notEqual(socketPath(join(deep, 'other'), 'supervisor.sock'), path);
  assert.equal(socketPath(folder, 'supervisor.sock'), join(folder, 'supervisor.sock'));
});
