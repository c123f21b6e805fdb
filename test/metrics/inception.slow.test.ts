// The path of 2015 with a real network: pretrained weights, written as a frozen graph of 2015, give the features that
// TensorFlow.js computes with the same network, and probabilities without the bias of the last layer.
import assert from 'node:assert/strict';
import test from 'node:test';
import { loadExtractor, storeNetwork } from '../../metrics/index.js';
import { inceptionGraph } from '../../tools/inception2015/build-graph.js';
import { nsfwFeatures, nsfwWeights } from './support/nsfw-weights.js';
import { numbers, plainResize, softmax, someImages } from './support/small-graphs.js';

const [count, size, features, classes] = [4, 32, 2048, 1008];

test('the pretrained Inception of nsfwjs as a graph of 2015 gives the features of TensorFlow.js', async () => {
  const classWeights = numbers(features * classes, 37);
  const graph = inceptionGraph(nsfwWeights(), classWeights);
  const given = { files: new Map([['network', graph]]), contents: 'x', official: false };
  const { meta, tensors } = await storeNetwork({ kind: 'inception2015', contents: 'x' }, given);
  const extractor = await loadExtractor(tensors, { ...meta } as never, size);
  const images = someImages(count, size);
  const found = await extractor.extract(images, count);
  extractor.dispose();

  const scaled = new Float32Array(count * 299 * 299 * 3);
  for (let i = 0; i < count; i++) {
    const resized = plainResize(images.subarray(i * size * size * 3, (i + 1) * size * size * 3), size, 299);
    scaled.set(
      Float32Array.from(resized, (value) => (value - 128) * 0.0078125),
      i * 299 * 299 * 3,
    );
  }
  const expected = await nsfwFeatures(scaled, count);
  const largest = Math.max(...expected);
  const apart = Math.max(...expected.map((value, i) => Math.abs(value - found.features[i]!)));
  assert.ok(largest > 0.5 && apart <= 1e-5 * largest, `pool_3 differs by ${apart / largest} of the largest`);
  console.log(`# pool_3 differs by ${(apart / largest).toExponential(1)} of the largest feature`);

  for (let i = 0; i < count; i++) {
    const logits = Array.from({ length: classes }, (_, to) => {
      let sum = 0;
      for (let from = 0; from < features; from++)
        sum += found.features[i * features + from]! * classWeights[from * classes + to]!;
      return sum;
    });
    softmax(logits).forEach((probability, to) =>
      assert.ok(Math.abs(probability - found.probabilities[i * classes + to]!) < 1e-5),
    );
  }
});
