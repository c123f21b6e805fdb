// EfficientNet-Lite0: what does not change its values, what it refuses, and how its weights are read. That its values
// are PyTorch's is tested in test/golden.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagenetNetworks } from '../../domain/extractor.js';
import { readTorchFile } from '../../formats/torch/read-torch.js';
import { foldedWeights } from '../../metrics/index.js';
import { efficientNetGraph } from '../../metrics/extractors/efficientnet-lite0/graph.js';
import { networkLayers } from '../../metrics/extractors/efficientnet-lite0/layers.js';
import { canFuse } from '../../models/backend.js';
import { download, release, tensorCount, upload } from '../../models/device.js';
import { runnable } from '../../models/program-cache.js';
import { readRegularFile } from '../../scripts/foreign-files.mjs';
import { weightsPath } from '../../scripts/pretrained.mjs';
import { pretrainedWheels } from '../../scripts/versions.mjs';
import { drawShape } from '../../datasets/draw-shape.js';
import { noPretrained, pretrainedExtractor } from '../support/pretrained.js';

const skip = noPretrained;

/** Images of shapes: bytes NHWC. */
function shapes(count: number, size: number): Uint8Array {
  const bytes = new Uint8Array(count * size * size * 3);
  for (let i = 0; i < count; i++) bytes.set(drawShape(1, i, size), i * size * size * 3);
  return bytes;
}

const publishedFile = (): Buffer =>
  readRegularFile(weightsPath(process.env, 'efficientnet-lite0'), { atMost: 64 * 1024 * 1024 });

test('the set-up and the pipelines name the same weights', () => {
  for (const [name, { contents }] of Object.entries(imagenetNetworks))
    assert.equal(pretrainedWheels[name as keyof typeof pretrainedWheels].contents, contents);
});

test('an image has the same bits alone, in any place of a batch, and beside any others', { skip }, async () => {
  const extractor = await pretrainedExtractor(32);
  const images = shapes(21, 32);
  const each = 32 * 32 * 3;
  const together = await extractor.extract(images, 21);
  assert.ok(together.probabilities.every(Number.isFinite));
  for (const i of [0, 5, 15, 16, 20]) {
    const alone = await extractor.extract(images.subarray(i * each, (i + 1) * each), 1);
    assert.deepEqual(alone.features, together.features.slice(i * 1280, (i + 1) * 1280), `features of image ${i}`);
    assert.deepEqual(alone.probabilities, together.probabilities.slice(i * 1000, (i + 1) * 1000));
  }
  const sums = Array.from({ length: 21 }, (_, i) =>
    together.probabilities.slice(i * 1000, (i + 1) * 1000).reduce((a, b) => a + b),
  );
  assert.ok(sums.every((sum) => Math.abs(sum - 1) < 1e-5));
  extractor.dispose();
});

test(
  'it repeats its bits, leaves nothing on the device, and refuses bytes of another number of images',
  { skip },
  async () => {
    const before = tensorCount();
    const images = shapes(3, 16);
    const [first, second] = [await pretrainedExtractor(16), await pretrainedExtractor(16)];
    const [a, b] = [await first.extract(images, 3), await second.extract(images, 3)];
    assert.deepEqual(a, b);
    await assert.rejects(first.extract(new Uint8Array(5), 1), /1 images must have 768 bytes \(got 5\)/);
    assert.deepEqual(await first.extract(new Uint8Array(0), 0), {
      images: 0,
      features: new Float32Array(0),
      probabilities: new Float32Array(0),
    });
    first.dispose();
    second.dispose();
    assert.equal(tensorCount(), before);
  },
);

test(
  'images of 224 pixels are read as they are, and larger ones by the pixels next to each point',
  { skip },
  async () => {
    const [as, twice] = [await pretrainedExtractor(224), await pretrainedExtractor(448)];
    const small = shapes(1, 224);
    // Each pixel four times: between equal pixels bilinear reading finds the pixel itself.
    const large = new Uint8Array(448 * 448 * 3);
    for (let y = 0; y < 448; y++)
      for (let x = 0; x < 448; x++) {
        const from = (Math.floor(y / 2) * 224 + Math.floor(x / 2)) * 3;
        large.set(small.subarray(from, from + 3), (y * 448 + x) * 3);
      }
    const [expected, found] = [await as.extract(small, 1), await twice.extract(large, 1)];
    assert.deepEqual(found.features, expected.features);
    as.dispose();
    twice.dispose();
  },
);

test('one kernel for convolution, bias and ReLU6 gives what three give', { skip: skip || !canFuse() }, () => {
  const weights = foldedWeights(readTorchFile(publishedFile()));
  const images = shapes(2, 32);
  const features = [true, false].map((fused) => {
    const program = runnable(efficientNetGraph({ batch: 2, size: 32, fused, weights }), 'graph');
    const fed = new Map([...weights].map(([name, { shape, data }]) => [name, upload('float', shape, data)]));
    fed.set('images', upload('uint8', [2, 32, 32, 3], images));
    const results = program.run((name) => fed.get(name)!);
    const values = download(results.get('features')) as Float32Array;
    results.dispose();
    program.dispose();
    fed.forEach(release);
    return values;
  });
  const largest = features[1]!.reduce((a, b) => Math.max(a, b));
  assert.ok(largest > 0.1);
  features[0]!.forEach((value, i) => assert.ok(Math.abs(value - features[1]![i]!) <= 1e-4 * largest));
});

test('kernels lie in the published file as TensorFlow wants them, and batch norm is folded into them', { skip }, () => {
  const published = readTorchFile(publishedFile());
  const named = (name: string): Float64Array => {
    const tensor = published.find((one) => one.name === name)!;
    const { bytes, storageOffset } = tensor;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: bytes.length / 4 - storageOffset }, (_, i) =>
      view.getFloat32((storageOffset + i) * 4, true),
    );
  };
  const folded = foldedWeights(published);
  assert.equal(folded.size, 2 * networkLayers.length + 2);
  for (const { name, norm, outputs } of networkLayers) {
    // Raw, without the strides.
    const [raw, kernel, bias] = [named(`${name}.weight`), folded.get(`${name}/kernel`)!, folded.get(`${name}/bias`)!];
    const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      named(`${norm}.${part}`),
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    assert.equal(raw.length, kernel.data.length);
    const factor = (i: number): number => gamma[i]! / Math.sqrt(variance[i]! + 1e-3);
    for (const i of [0, 1, outputs - 1, Math.floor(raw.length / 2), raw.length - 1])
      assert.equal(kernel.data[i], Math.fround(raw[i]! * factor(i % outputs)), `${name}[${i}]`);
    assert.equal(bias.data[1], Math.fround(beta[1]! - mean[1]! * factor(1)));
  }
  const without = published.filter(({ name }) => name !== '_blocks.3._bn1.running_var');
  assert.throws(() => foldedWeights(without), /must have a tensor _blocks\.3\._bn1\.running_var/);
  const other = published.map((one) =>
    one.name === '_conv_head.weight' ? { ...one, name: '_conv_stem.weight' } : one,
  );
  assert.throws(() => foldedWeights(other.reverse()), RangeError);
});
