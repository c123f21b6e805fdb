// The real images of an iteration, as pixels: the order of the step's version, and flips where the pipeline asks for
// them.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { mirrorImage } from '../../datasets/index.js';
import type { PackedDataset } from '../../datasets/types.js';
import type { Digest } from '../../domain/digest.js';
import type { Training } from '../../domain/pipeline.js';
import type { Step } from '../../domain/steps/kinds.js';
import { mirroredAt } from '../../domain/steps/real-images.js';
import { stream } from '../../domain/stream.js';
import { datasetOf } from '../../trainer/state/data.js';
import { realBatches } from '../../trainer/training/real-batches.js';
import { segmentStep, tinyStore, training, winnerStep } from './support/tiny.js';

let packed: PackedDataset;
const inputs: { state: Digest; dataset: Digest } = { state: 'no state', dataset: 'no data set' };
const flipped: Training = { ...training, augmentation: { horizontalFlip: true } };
const warmup = (changes: { training?: Training } = {}): Step<'trainSegment'> =>
  segmentStep('generator', inputs, { from: 0, to: 9, ...changes }) as Step<'trainSegment'>;

before(async () => {
  const { store, dataset } = await tinyStore();
  packed = await datasetOf(dataset, store);
});

test('a step of version 1 visits the images as a shuffled list has them, and one of version 2 in another order', () => {
  const order = stream(1, 'generator/epoch-0000/order').shuffle([...Array(64).keys()]);
  const step = warmup();
  const read = realBatches({ ...step, kindVersion: 1 }, 'generator', packed);
  for (const iteration of [0, 5, 15])
    assert.deepEqual(read(iteration), packed.train.read(order.slice(4 * iteration, 4 * iteration + 4)));
  assert.equal(step.kindVersion, 2);
  assert.notDeepEqual(realBatches(step, 'generator', packed)(0), read(0));
});

for (const kindVersion of [1, 2])
  test(`with horizontal flips each image of a batch is as it was or mirrored, as the draws say (version ${kindVersion})`, () => {
    const plain = realBatches({ ...warmup(), kindVersion }, 'generator', packed);
    const read = realBatches({ ...warmup({ training: flipped }), kindVersion }, 'generator', packed);
    let count = 0;
    for (let iteration = 0; iteration < 50; iteration++) {
      const expected = plain(iteration);
      mirroredAt(1, 'generator', iteration, 4).forEach((isMirrored, index) => {
        if (isMirrored) mirrorImage(expected, index, 16);
        count += Number(isMirrored);
      });
      assert.deepEqual(read(iteration), expected);
    }
    assert.ok(count > 70 && count < 130, `${count} of 200 are mirrored`);
  });

test('flips change a copy: the data set stays as it is', () => {
  const all = packed.train.read([...Array(64).keys()]);
  const read = realBatches(warmup({ training: flipped }), 'generator', packed);
  const first = read(3);
  assert.deepEqual(read(3), first);
  assert.deepEqual(packed.train.read([...Array(64).keys()]), all);
});

test('the final training draws its flips under its own name', () => {
  const step = winnerStep(inputs, { from: 0, to: 9, training: flipped }) as Step<'trainWinner'>;
  const plain = realBatches(winnerStep(inputs, { from: 0, to: 9 }) as Step<'trainWinner'>, 'final', packed);
  const expected = plain(6);
  mirroredAt(1, 'final', 6, 4).forEach((isMirrored, index) => isMirrored && mirrorImage(expected, index, 16));
  assert.deepEqual(realBatches(step, 'final', packed)(6), expected);
});
