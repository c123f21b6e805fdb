// The set-up's lock: it ends with its owner, a stopped owner keeps it, and waiting processes continue immediately.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectLock, withLock } from '../../scripts/lock.mjs';
import { becomePrivate } from '../../scripts/privacy.mjs';
import { projectRoot } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const folder = temporaryFolder();
let locks = 0;
const newLock = (): string => join(folder, `lock-${locks++}`);

async function holder(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join('dist', 'test', 'scripts', 'lock-holder.js'), name], {
    cwd: projectRoot,
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  assert.equal(line.toString().trim(), 'held');
  return child;
}

test('a process that waits for the lock continues when the owner is killed', async () => {
  const name = newLock();
  const owner = await holder(name);
  const order: string[] = [];
  const waiter = withLock(
    name,
    async () => void order.push('mine'),
    () => order.push('waiting') && owner.kill('SIGKILL'),
  );
  await waiter;
  assert.deepEqual(order, ['waiting', 'mine']);
});

test('a stopped owner keeps the lock', async () => {
  const name = newLock();
  const owner = await holder(name);
  owner.kill('SIGSTOP');
  let mine = false;
  const waiter = withLock(name, async () => void (mine = true));
  await sleep(200);
  assert.equal(mine, false);
  owner.kill('SIGKILL');
  await waiter;
  assert.equal(mine, true);
});

test('an owner that ends releases the lock, even if its work failed', async () => {
  const name = newLock();
  await assert.rejects(
    withLock(name, async () => {
      throw new Error('work failed');
    }),
    /work failed/,
  );
  assert.equal(await withLock(name, async () => 'next'), 'next');
});

test('tasks of one process take turns', async () => {
  const name = newLock();
  let inside = 0;
  const turn = (): Promise<void> =>
    withLock(name, async () => {
      assert.equal(++inside, 1);
      await sleep(5);
      inside -= 1;
    });
  await Promise.all([turn(), turn(), turn(), turn()]);
});

test('locks of the project do not close its compiled files to those who may use them', () => {
  const root = temporaryFolder();
  const before = process.umask();
  becomePrivate();
  try {
    projectLock(root, 'build');
    assert.equal(statSync(join(root, 'dist')).mode & 0o777, 0o777 & ~(before | 0o022));
  } finally {
    process.umask(before);
  }
});
