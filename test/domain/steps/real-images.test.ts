// Which real images an iteration gets: epochs shuffle them, in the form of the step's version, and half are mirrored.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  batchPosition,
  batchReader,
  epochOrder,
  mirroredAt,
  type EpochOrders,
  type OrderForm,
} from '../../../domain/steps/real-images.js';
import { stream } from '../../../domain/stream.js';
import { chiSquare, chiSquareLimit } from '../statistics.js';

const range = (size: number): number[] => Array.from({ length: size }, (_, i) => i);
const orders = (changes: Partial<EpochOrders> = {}): EpochOrders => ({
  ...{ seed: 1, stage: 'generator', images: 60, form: 'computed' },
  ...changes,
});
const forms: readonly OrderForm[] = ['computed', 'shuffled'];

for (const form of forms) {
  test(`an epoch visits each image at most once, in an order of its own, and drops a short last batch (${form})`, () => {
    const read = batchReader(orders({ seed: 3, images: 103, form }), 10);
    const epoch = (first: number): number[] => range(10).flatMap((i) => [...read(first + i)]);
    assert.equal(new Set(epoch(0)).size, 100);
    assert.notDeepEqual(epoch(0), epoch(10));
    assert.deepEqual(batchPosition(25, 103, 10), { epoch: 2, from: 50, to: 60 });
  });

  test(`the batch of an iteration depends only on seed, stage and iteration (${form})`, () => {
    const read = (changes: Partial<EpochOrders> = {}) => batchReader(orders({ form, ...changes }), 20);
    const ascending = read();
    const all = range(9).map((t) => [...ascending(t)]);
    const backwards = read();
    for (let t = 8; t >= 0; t--) assert.deepEqual([...backwards(t)], all[t]);
    assert.notDeepEqual([...read({ seed: 2 })(0)], all[0]);
    assert.notDeepEqual([...read({ stage: 'discriminator' })(0)], all[0]);
  });

  test(`the order of an epoch is a permutation (${form})`, () => {
    const order = epochOrder(orders({ images: 1_000, form }), 0);
    assert.deepEqual(
      range(1_000)
        .map(order)
        .sort((a, b) => a - b),
      range(1_000),
    );
  });
}

test('steps of earlier versions keep the order of a shuffled list', () => {
  const read = batchReader(orders({ images: 50, form: 'shuffled' }), 50);
  for (const epoch of [0, 1, 12]) {
    const name = `generator/epoch-${String(epoch).padStart(4, '0')}/order`;
    assert.deepEqual([...read(epoch)], stream(1, name).shuffle(range(50)));
  }
});

test('the first batch of two billion images is there at once', () => {
  const batch = batchReader(orders({ images: 2 ** 31 }), 4)(2 ** 29 + 1);
  assert.equal(new Set(batch).size, 4);
  assert.ok(batch.every((index) => index >= 0 && index < 2 ** 31));
});

test('about half of the images are mirrored, at each position and after each of its neighbours', () => {
  const counts = range(8).map(() => [0, 0]);
  const pairs = [0, 0, 0, 0];
  for (let iteration = 0; iteration < 1_000; iteration++) {
    const mirrored = mirroredAt(1, 'generator', iteration, 8).map(Number);
    mirrored.forEach((is, position) => counts[position]![is]!++);
    for (let i = 1; i < 8; i++) pairs[2 * mirrored[i - 1]! + mirrored[i]!]! += 1;
  }
  for (const each of counts) assert.ok(chiSquare(each, [500, 500]) < chiSquareLimit(1), String(each));
  assert.ok(chiSquare(pairs, [1_750, 1_750, 1_750, 1_750]) < chiSquareLimit(3), String(pairs));
});

test('who is mirrored depends on seed, stage, iteration and position, and not on the size of the batch', () => {
  const mirrored = mirroredAt(1, 'generator', 7, 64);
  assert.deepEqual(mirroredAt(1, 'generator', 7, 40), mirrored.slice(0, 40));
  assert.notDeepEqual(mirroredAt(2, 'generator', 7, 64), mirrored);
  assert.notDeepEqual(mirroredAt(1, 'final', 7, 64), mirrored);
  assert.notDeepEqual(mirroredAt(1, 'generator', 8, 64), mirrored);
});
