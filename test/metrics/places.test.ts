// No bit of a feature or probability depends on an image's place among others, or on what the others are.
import assert from 'node:assert/strict';
import test from 'node:test';
import { randomUUID } from 'node:crypto';
import { loadExtractor, storeNetwork, type NetworkSettings } from '../../metrics/index.js';
import type { Extractor } from '../../metrics/types.js';
import { randomInception } from '../../tools/inception2015/build-graph.js';
import { imageSize, oddGraph, someImages } from './support/small-graphs.js';

const settings: NetworkSettings = {
  kind: 'graph',
  format: 'frozen',
  contents: 'x',
  input: { name: 'images:0', size: imageSize, mean: 0, scale: 1 / 255, resize: 'tf1' },
  features: 'features:0',
  logits: 'logits:0',
};

const images = 11;

/** What an image gives at each place among others, and as the only one. */
async function assertSameEverywhere(extractor: Extractor): Promise<void> {
  const { size, features, classes } = extractor;
  const each = size * size * 3;
  const others = someImages(2 * images, size);
  const image = others.slice(each, 2 * each);
  const alone = await extractor.extract(image, 1);
  for (let place = 0; place < images; place++) {
    const bytes = others.slice(place * each, (place + images) * each);
    bytes.set(image, place * each);
    const found = await extractor.extract(bytes, images);
    const of = (rows: Float32Array, width: number): Float32Array => rows.slice(place * width, (place + 1) * width);
    assert.deepEqual(of(found.features, features), alone.features, `features at place ${place}`);
    assert.deepEqual(of(found.probabilities, classes), alone.probabilities, `probabilities at place ${place}`);
  }
}

async function stored(kind: NetworkSettings, bytes: Uint8Array, alone = true): Promise<Extractor> {
  const given = { files: new Map([['network', bytes]]), contents: randomUUID(), official: false };
  const { meta, tensors } = await storeNetwork(kind, given, { alone, folded: true });
  return loadExtractor(tensors, { ...meta } as never, imageSize);
}

for (const batch of [-1, 4])
  test(`a network of your own whose widths fit no vector, ${batch < 0 ? 'of any' : 'of a fixed'} batch`, async () => {
    const extractor = await stored(settings, oddGraph(batch));
    await assertSameEverywhere(extractor);
    extractor.dispose();
  });

test('runs of before, which computed ten together, have the same features but for the last bits', async () => {
  const [alone, together] = [await stored(settings, oddGraph(-1)), await stored(settings, oddGraph(-1), false)];
  const bytes = someImages(images, imageSize);
  const [now, before] = [await alone.extract(bytes, images), await together.extract(bytes, images)];
  for (const [i, value] of before.features.entries()) assert.ok(Math.abs(value - now.features[i]!) < 1e-5);
  for (const extractor of [alone, together]) extractor.dispose();
});

test('the Inception graph of 2015', async () => {
  const extractor = await stored({ kind: 'inception2015', contents: 'x' }, randomInception(2));
  await assertSameEverywhere(extractor);
  extractor.dispose();
});
