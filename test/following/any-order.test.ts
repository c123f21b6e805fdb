// Activities may complete in any order, on any number of slots: the result is the same.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { stream } from '../../domain/stream.js';
import { calculatedTrainer } from '../support/calculated-trainer.js';
import { withServer } from '../support/runs.js';
import { emptyStore } from '../support/quick-store.js';

const onServer = withServer();

/**
 * Runs on a trainer with this number of slots, whose tasks take random times. Gives the result and the order in which
 * tasks ended.
 */
async function ordered(slots: number, seed: number): Promise<{ resultDigest: string; order: string[] }> {
  const store = await emptyStore();
  const delays = stream(seed, 'delays');
  const order: string[] = [];
  const waiting: (() => void)[] = [];
  let free = slots;
  const trainer = calculatedTrainer(store, async (place) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    await sleep(delays.integer(120));
    order.push(place);
    const next = waiting.splice(delays.integer(waiting.length || 1), 1)[0];
    if (next) next();
    else free++;
  });
  const { resultDigest } = await onServer().withRun('order', store, trainer, ({ toResult }) => toResult());
  return { resultDigest, order };
}

test('one, two or four slots and random times give different orders and the same result digest', async () => {
  const runs = await Promise.all([1, 2, 4, 4].map((slots, seed) => ordered(slots, seed)));
  assert.equal(new Set(runs.map(({ resultDigest }) => resultDigest)).size, 1);
  assert.ok(new Set(runs.map(({ order }) => order.join())).size > 1, 'the orders differed');
});
