// The generator outside training: image streams, recalibration, weight averages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyAverage,
  averageFromTensors,
  averageToTensors,
  copyNetwork,
  createAverage,
  createNetwork,
  generateImages,
  generatorStep,
  networkFromTensors,
  networkToTensors,
  recalibrate,
  tensorCount,
  updateAverage,
} from '../../models/index.js';
import { release } from '../../models/device.js';
import { sampleNormal } from '../../models/initialise.js';
import { Graph } from '../../models/ir/graph.js';
import { forward } from '../../models/networks/forward.js';
import { Scope } from '../../models/networks/scope.js';
import { downloadFloats } from '../../models/variables.js';
import { evaluate, type FedTensor } from '../support/device-values.js';
import type { GenerateRequest, Network } from '../../models/types.js';
import * as tiny from '../support/tiny-networks.js';

const latents = { seed: 3, name: 'evaluate' };

async function allImages(request: GenerateRequest): Promise<Uint8Array[]> {
  const batches: Uint8Array[] = [];
  for await (const { bytes, finite } of generateImages(request)) {
    assert.equal(finite, true);
    batches.push(bytes);
  }
  return batches;
}

test('a generator with finite weights whose activations overflow reports that its pixels are not finite', async () => {
  const fresh = createNetwork(tiny.standaloneGenerator, 1, 'g');
  const tensors = [...networkToTensors(fresh)].map(([name, { shape, data }]) => [
    name,
    { shape, data: name.startsWith('weights/') ? data.map((value) => value * 1e30) : data },
  ]);
  const wild = networkFromTensors(tiny.standaloneGenerator, new Map(tensors as never));
  assert.ok([...networkToTensors(wild)].every(([, { data }]) => data.every(Number.isFinite)));
  const { value } = await generateImages({ network: wild, architecture: null, latents, images: 2, batch: 2 }).next();
  assert.deepEqual([value!.finite, value!.bytes.length], [false, 2 * 32 * 32 * 3]);
  fresh.dispose();
  wild.dispose();
});

test('images come as NHWC bytes, batch by batch, are the same each time, and leave nothing on the device', async () => {
  const network = createNetwork(tiny.generatorSupernet, 1, 'g');
  const request = { network, architecture: tiny.oddGenerator, latents, images: 7, batch: 3 };
  const first = await allImages(request);
  const before = tensorCount();
  const bits = tiny.bitsOf(network);
  const second = await allImages(request);
  assert.equal(tensorCount(), before);
  assert.deepEqual(
    first.map((batch) => batch.length),
    [3, 3, 1].map((n) => n * 32 * 32 * 3),
  );
  assert.deepEqual(second, first);
  assert.deepEqual(tiny.changedNames(bits, tiny.bitsOf(network)), [], 'evaluation changes nothing');
  assert.notDeepEqual(first[0], first[1]);
  assert.ok(new Set(first[0]).size > 50, 'many grey values');
  network.dispose();
});

/** One forward in training mode on the latents of a stream: the images and the statistics of the batch. */
function trainingForward(
  network: Network,
  name: string,
  count: number,
): Record<'images' | 'mean' | 'variance', Float32Array> {
  const graph = new Graph();
  const scope = new Scope(graph, 'generator', network.spec, { mode: 'training', momentum: 1 });
  const images = forward(scope, network.spec, null, graph.input('latents', [count, tiny.sizes.latent]));
  const fed = [...networkToTensors(network)].map(([key, { shape, data }]): [string, FedTensor] => [
    `generator/${key}`,
    { shape, data: data as Float32Array },
  ]);
  const handle = sampleNormal([count, tiny.sizes.latent], latents.seed, name);
  const z = { shape: [count, tiny.sizes.latent], data: downloadFloats(handle) };
  release(handle);
  const changed = scope.changedBuffers();
  const [mean, variance] = [changed.get('output.norm.mean')!, changed.get('output.norm.variance')!];
  const floats = fed.filter(([, { data }]) => data instanceof Float32Array);
  return evaluate({ images, mean, variance }, { ...Object.fromEntries(floats), latents: z });
}

test('recalibration replaces running statistics by the mean of the batches’ statistics and changes nothing else', () => {
  const network = createNetwork(tiny.standaloneGenerator, 1, 'g');
  const before = tiny.bitsOf(network);
  for (const repeated of ['first', 'again']) {
    recalibrate(network, null, { ...latents, name: 'r' }, 2, 16);
    const [first, second] = [trainingForward(network, 'r/0', 16), trainingForward(network, 'r/1', 16)];
    const tensors = networkToTensors(network);
    for (const kind of ['mean', 'variance'] as const) {
      const found = tensors.get(`buffers/output.norm.${kind}`)!.data;
      const expected = first[kind].map((x, i) => (x + second[kind][i]!) / 2);
      expected.forEach((x, i) => assert.ok(Math.abs(found[i]! - x) <= 1e-6 * Math.max(1, Math.abs(x)), repeated));
    }
  }
  const touched = tiny.changedNames(before, tiny.bitsOf(network));
  assert.deepEqual(touched, ['buffers/output.norm.mean', 'buffers/output.norm.variance']);
  network.dispose();
});

test('evaluation mode with the statistics of a batch gives the same images as training mode on this batch', async () => {
  const network = createNetwork(tiny.standaloneGenerator, 1, 'g');
  recalibrate(network, null, latents, 1, 64);
  const [bytes] = await allImages({ network, architecture: null, latents, images: 64, batch: 64 });
  const { images } = trainingForward(network, `${latents.name}/0`, 64);
  // The stored variance is n/(n−1) times the batch’s, n = 65,536. The difference is less than a grey value.
  bytes!.forEach((byte, i) => assert.ok(Math.abs(byte - Math.trunc(127.5 * images[i]! + 127.5)) <= 1));
  network.dispose();
});

test('from the initial weights the average becomes decay · average + (1 − decay) · weight after each step, for parameters only', () => {
  const networks = tiny.freshPair();
  const average = createAverage(networks.generator);
  const weightsOf = (network: Network): Map<string, Float32Array> =>
    new Map(
      [...networkToTensors(network)]
        .filter(([name]) => name.startsWith('weights/'))
        .map(([name, { data }]) => [name, data as Float32Array]),
    );
  const expected = new Map([...weightsOf(networks.generator)].map(([name, data]) => [name, Float64Array.from(data)]));
  for (let step = 0; step < 4; step++) {
    generatorStep(tiny.pairOf(networks), { ...latents, name: `${step}` }, 4, tiny.rule);
    updateAverage(average, networks.generator, 0.9);
    for (const [name, data] of weightsOf(networks.generator))
      expected.set(
        name,
        expected.get(name)!.map((value, i) => 0.9 * value + 0.1 * data[i]!),
      );
  }
  const found = averageToTensors(average, networks.generator);
  assert.deepEqual([...found.keys()], [...expected.keys()], 'no running statistics among them');
  for (const [name, values] of expected)
    values.forEach((value, i) => assert.ok(Math.abs(found.get(name)!.data[i]! - value) <= 3e-7, name));
  for (const each of [...Object.values(networks), average]) each.dispose();
});

test('an average can be stored as tensors and applied to a copy: only weights change, and the network keeps its own', () => {
  const networks = tiny.freshPair();
  const average = createAverage(networks.generator);
  generatorStep(tiny.pairOf(networks), latents, 4, tiny.rule);
  updateAverage(average, networks.generator, 0.9);
  const before = tensorCount();
  updateAverage(average, networks.generator, 0.9);
  assert.equal(tensorCount(), before);
  const tensors = averageToTensors(average, networks.generator);
  const restored = averageFromTensors(tensors, networks.generator);
  const copy = copyNetwork(networks.generator);
  const bits = tiny.bitsOf(networks.generator);
  applyAverage(copy, restored);
  const applied = networkToTensors(copy);
  for (const [name, { data }] of tensors) assert.deepEqual(applied.get(name)!.data, data, name);
  const changed = tiny.changedNames(bits, tiny.bitsOf(copy));
  assert.ok(changed.length > 0 && changed.every((name) => tensors.has(name)));
  assert.deepEqual(tiny.changedNames(bits, tiny.bitsOf(networks.generator)), []);
  for (const each of [...Object.values(networks), copy, average, restored]) each.dispose();
});
