// The extractor learns from labels, gives the same weights each time, and leaves nothing on the device.
import assert from 'node:assert/strict';
import test from 'node:test';
import { openDataset } from '../../datasets/index.js';
import { ingestShapes } from '../../datasets/ingest-shapes.js';
import type { PackedDataset } from '../../datasets/types.js';
import { fitClassifier, loadExtractor } from '../../metrics/index.js';
import type { ClassifierSettings } from '../../metrics/fit-classifier.js';
import { tf } from '../../models/backend.js';
import { memoryObjects } from '../support/memory-objects.js';

const settings: ClassifierSettings = {
  kind: 'classifier',
  epochs: 1,
  features: 24,
  learningRate: 6e-3,
  batch: 20,
  minimumAccuracy: 0,
};
const nothing = (): void => undefined;

async function shapes(images: number): Promise<PackedDataset> {
  const objects = memoryObjects();
  return openDataset(await ingestShapes({ kind: 'shapes', images, size: 16 }, 0, objects, nothing), objects);
}

test('two fits with one seed give the same bits, and another seed gives other weights', async () => {
  const dataset = await shapes(60);
  const fits = [];
  for (const seed of [1, 1, 2]) fits.push(await fitClassifier(dataset, settings, seed, nothing));
  assert.deepEqual(fits[0], fits[1]);
  assert.notDeepEqual(fits[0]!.tensors, fits[2]!.tensors);
});

test('images without a class change nothing: the fit equals that of the other images alone', async () => {
  const alone = await shapes(60);
  const twice = (split: PackedDataset['train']): PackedDataset['train'] => ({
    images: split.images * 2,
    labels: Uint8Array.from({ length: split.images * 2 }, (_, i) => (i % 2 ? 10 : split.labels[i / 2]!)),
    read: (indices) => split.read([...indices].map((i) => Math.floor(i / 2))),
  });
  const mixed = { ...alone, train: twice(alone.train), heldOut: twice(alone.heldOut) };
  const fits = [];
  for (const dataset of [alone, mixed]) fits.push(await fitClassifier(dataset, settings, 1, nothing));
  assert.deepEqual(fits[1], fits[0]);
});

test('a fit without any image with a class is refused', async () => {
  const none = await shapes(60);
  const split = (of: PackedDataset['train']): PackedDataset['train'] => ({ ...of, labels: of.labels.map(() => 10) });
  const dataset = { ...none, train: split(none.train), heldOut: split(none.heldOut) };
  await assert.rejects(fitClassifier(dataset, settings, 1, nothing), { code: 'EAGAN_DATASET_EMPTY' });
});

test('after a few passes over a thousand small shapes it is far better than guessing, and progress counts every image', async () => {
  const dataset = await shapes(1000);
  const before = tf.memory().numTensors;
  const progress: [number, number][] = [];
  const fitted = await fitClassifier(
    dataset,
    { ...settings, epochs: 4 },
    0,
    (done, total) => void progress.push([done, total]),
  );
  assert.ok(fitted.heldOutAccuracy > 0.5, `its accuracy on held-out shapes is ${fitted.heldOutAccuracy}`);
  assert.deepEqual(
    [progress[0], progress.at(-1)],
    [
      [20, 4250],
      [4250, 4250],
    ],
  );
  assert.equal(tf.memory().numTensors, before);
});

test('features and probabilities of an image do not depend on its batch', async () => {
  const { train } = await shapes(130);
  const { tensors, meta } = await fitClassifier(await shapes(40), settings, 0, nothing);
  const extractor = await loadExtractor(tensors, { ...meta }, meta.size);
  const all = Array.from({ length: 130 }, (_, i) => i);
  const together = await extractor.extract(train.read(all), 130);
  const some = await extractor.extract(train.read(all.slice(100)), 30);
  assert.deepEqual(together.features.slice(100 * 24), some.features);
  assert.deepEqual(together.probabilities.slice(100 * 10), some.probabilities);
  const sums = all.map((i) => together.probabilities.slice(i * 10, i * 10 + 10).reduce((a, b) => a + b));
  assert.ok(sums.every((sum) => Math.abs(sum - 1) < 1e-5));
  await assert.rejects(extractor.extract(new Uint8Array(5), 1), /must have 768 bytes \(got 5\)/);
  extractor.dispose();
});

test('diverged weights give no extractor', async () => {
  const fit = fitClassifier(await shapes(60), { ...settings, learningRate: 1e10 }, 0, nothing);
  await assert.rejects(fit, { code: 'EAGAN_EXTRACTOR_USELESS', message: /finite weights/ });
});
