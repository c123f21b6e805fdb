// The pool's choices: which task waits, which warm child gets a task, when a child is replaced, and how errors are
// passed on.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Interruption } from '../../trainer/interrupted.js';
import { createPool } from '../../trainer/pool.js';
import { poolOptions, runOptions, watched, workTask } from './support/tasks.js';

const pool = createPool(poolOptions({ slots: 2 }));
after(() => pool.close(1000));
const endless = { work: 'steps', steps: 1e9 } as const;

test('a task goes to the warm child that has its input in memory and the requested number of threads', async () => {
  const pidOf = async (digest: string, steps: number, threads = 1): Promise<number> => {
    const task = workTask({ work: 'steps', steps }, { state: digest });
    return (await pool.run(task, runOptions({ threads }))).result.numbers.pid!;
  };
  const [left, right] = await Promise.all([pidOf('left', 40), pidOf('right', 40)]);
  assert.notEqual(left, right);
  assert.deepEqual([await pidOf('left', 1), await pidOf('right', 1), await pidOf('left', 1)], [left, right, left]);
  assert.ok(![left, right].includes(await pidOf('left', 1, 2)));
});

test('a task without a free slot waits, reports it, and can be interrupted while it waits', async () => {
  const stop = new AbortController();
  const [first, second] = [watched(), watched()];
  const holders = [first, second].map((options) => pool.run(workTask(endless), { ...options, signal: stop.signal }));
  await Promise.all([first.begun, second.begun]);
  const wait = new AbortController();
  const waiting = pool.run(workTask(endless), runOptions({ signal: wait.signal, onWaiting: () => wait.abort() }));
  await assert.rejects(waiting, Interruption);
  stop.abort();
  await Promise.all(holders.map((holder) => assert.rejects(holder, Interruption)));
});

test('the identity names the library, the hardware, the JavaScript engine and the requested threads', async () => {
  const identity = await pool.identity(3);
  assert.match(identity.tensorflow, /^\d+\.\d+/);
  assert.equal(identity.threads, 3);
  assert.ok(identity.hardware.length > 0);
  assert.ok(process.versions.v8.startsWith(identity.javascript.replace('V8 ', '')), identity.javascript);
});

test('an error of a task keeps its code, message and cure', async () => {
  const failing = pool.run(workTask({ work: 'fail' }), runOptions());
  const expected = {
    code: 'EAGAN_DATASET_EMPTY',
    message: 'the folder must hold images (got none)',
    cure: 'Add some.',
  };
  await assert.rejects(failing, expected);
});

for (const work of ['outOfMemory', 'outOfHeap'] as const) {
  test(`a refused allocation is reported as out of memory (${work})`, async () => {
    await assert.rejects(pool.run(workTask({ work }), runOptions()), { code: 'EAGAN_OUT_OF_MEMORY' });
  });
}

test('a child is replaced after the limit of tasks', async () => {
  const worn = createPool(poolOptions({ recycle: { tasks: 2 } }));
  const pids: number[] = [];
  for (let i = 0; i < 3; i++)
    pids.push((await worn.run(workTask({ work: 'steps' }), runOptions())).result.numbers.pid!);
  await worn.close(1000);
  assert.equal(pids[0], pids[1]);
  assert.notEqual(pids[1], pids[2]);
});

test('a child that cannot start says why', async () => {
  const broken = createPool(poolOptions({ entry: '/nonexistent/child.js' }));
  const expected = { code: 'EAGAN_TRAINER_NOT_STARTED', message: /exit code 1 while it started/ };
  await assert.rejects(broken.identity(1), expected);
  await broken.close(0);
});
