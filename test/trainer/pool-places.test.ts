// Tasks with special places in the pool: alone, in a fresh child, beside the slots.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createPool } from '../../trainer/pool.js';
import { Interruption } from '../../trainer/interrupted.js';
import { eventually, runs } from '../support/processes.js';
import { poolOptions, runOptions, watched, workTask } from './support/tasks.js';
import { closedGate } from '../support/gate.js';

const pool = createPool(poolOptions({ slots: 2 }));
after(() => pool.close(1000));
const endless = workTask({ work: 'steps', steps: 1e9 });
const short = workTask({ work: 'steps' });

/** A task that runs until it is let go. */
function hold(options: Parameters<typeof watched>[0] = {}): { begun: Promise<unknown>; letGo(): Promise<void> } {
  const stop = new AbortController();
  const watching = watched({ ...options, signal: stop.signal });
  const ended = assert.rejects(pool.run(endless, watching), Interruption);
  return { begun: watching.begun, letGo: () => (stop.abort(), ended) };
}

test('a task that must run alone waits for running tasks, and later tasks wait for it', async () => {
  const order: string[] = [];
  const first = hold();
  await first.begun;
  const waits = closedGate();
  const alone = pool.run(short, runOptions({ alone: true, onWaiting: waits.open })).then(() => order.push('alone'));
  await waits.opened;
  const later = pool.run(short, runOptions()).then(() => order.push('later'));
  const beside = hold({ beside: true });
  await beside.begun;
  assert.deepEqual(order, []);
  await first.letGo();
  assert.deepEqual(order, [], 'the task beside the slots still runs');
  await beside.letGo();
  await Promise.all([alone, later]);
  assert.deepEqual(order, ['alone', 'later']);
});

test('a task that is interrupted while it waits to run alone lets the others continue', async () => {
  const first = hold();
  await first.begun;
  const stop = new AbortController();
  const alone = pool.run(short, runOptions({ alone: true, signal: stop.signal }));
  const later = pool.run(short, runOptions());
  stop.abort();
  await assert.rejects(alone, Interruption);
  await later;
  await first.letGo();
});

test('a fresh child runs one task only', async () => {
  const pidOf = async (fresh: boolean): Promise<number> =>
    (await pool.run(short, runOptions({ fresh }))).result.numbers.pid!;
  const warm = await pidOf(false);
  const fresh = await pidOf(true);
  assert.notEqual(fresh, warm);
  await eventually('the fresh child has ended', () => !runs(fresh));
  assert.equal(await pidOf(false), warm);
});

test('a task beside the slots needs no slot, and a second one waits for the first', async () => {
  const taken = [hold(), hold()];
  await Promise.all(taken.map(({ begun }) => begun));
  const beside = hold({ beside: true });
  await beside.begun;
  let waited = false;
  const second = pool.run(short, runOptions({ beside: true, onWaiting: () => (waited = true) }));
  await beside.letGo();
  const { pid } = (await second).result.numbers;
  assert.ok(waited);
  await eventually('the child beside the slots has ended', () => !runs(pid!));
  await Promise.all(taken.map(({ letGo }) => letGo()));
});
