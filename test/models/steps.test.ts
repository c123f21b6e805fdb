// Training steps: which tensors change, which keep every bit, and that the same steps give the same bits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Genotype } from '../../domain/pipeline.js';
import {
  copyNetwork,
  discriminatorStep,
  generatorStep,
  networkFromTensors,
  networkToTensors,
  tensorCount,
} from '../../models/index.js';
import type { Network, Pair, StepReport } from '../../models/types.js';
import * as tiny from '../support/tiny-networks.js';

const images = tiny.patternImages(3);

const trainDiscriminator = (pair: Pair, step = 0, rule = tiny.rule): StepReport =>
  discriminatorStep(pair, images, 3, { seed: 5, name: `${step}/d` }, 2, rule);
const trainGenerator = (pair: Pair, step = 0, rule = tiny.rule): StepReport =>
  generatorStep(pair, { seed: 5, name: `${step}/g` }, 4, rule);

const isBuffer = (name: string): boolean => name.startsWith('buffers/');

test('a D step changes D and only the running statistics of G; a G step does the reverse', () => {
  const networks = tiny.freshPair();
  const pair = tiny.pairOf(networks);
  const [g0, d0] = [tiny.bitsOf(networks.generator), tiny.bitsOf(networks.discriminator)];
  assert.ok(trainDiscriminator(pair).finite);
  const [g1, d1] = [tiny.bitsOf(networks.generator), tiny.bitsOf(networks.discriminator)];
  assert.deepEqual(tiny.changedNames(g0, g1), ['buffers/output.norm.mean', 'buffers/output.norm.variance']);
  const moved = tiny.changedNames(d0, d1);
  for (const kind of ['weights', 'steps', 'moments1', 'moments2', 'buffers'])
    assert.ok(
      moved.some((name) => name.startsWith(`${kind}/`)),
      `${kind} of D move`,
    );
  assert.ok(trainGenerator(pair).finite);
  const [g2, d2] = [tiny.bitsOf(networks.generator), tiny.bitsOf(networks.discriminator)];
  assert.ok(
    tiny.changedNames(d1, d2).every((name) => /\.[uv]$/.test(name)),
    'of D only u and v change',
  );
  assert.ok(tiny.changedNames(d1, d2).length > 0);
  assert.ok(tiny.changedNames(g1, g2).some((name) => name.startsWith('weights/')));
  networks.generator.dispose();
  networks.discriminator.dispose();
});

test('an operation that runs without reaching the output keeps weight, moments and step count, but advances its power iteration', () => {
  const genotype: Genotype = [
    [3, 2, 0, 0, 2, -1, -1],
    [3, 2, 0, 0, 2, 0, 0],
    [3, 2, 0, 0, 2, -1, -1],
  ];
  const networks = tiny.freshPair(undefined, { ...tiny.standaloneDiscriminator, genotype } as never);
  const before = tiny.bitsOf(networks.discriminator);
  trainDiscriminator(tiny.pairOf(networks));
  const changed = tiny.changedNames(before, tiny.bitsOf(networks.discriminator));
  const ofDeadEnd = changed.filter((name) => name.includes('cell2.n0'));
  assert.deepEqual(ofDeadEnd, ['buffers/cell2.n0.conv_3x3.u', 'buffers/cell2.n0.conv_3x3.v']);
  networks.generator.dispose();
  networks.discriminator.dispose();
});

for (const [network, poisoned] of [
  ['discriminator', 'weights/cell1.n0.conv_3x3.bias'],
  ['generator', 'weights/output.norm.scale'],
] as const) {
  test(`a step with NaN in the ${network} changes nothing and reports no loss`, () => {
    const healthy = tiny.freshPair();
    const tensors = networkToTensors(healthy[network]);
    const { shape, data } = tensors.get(poisoned)!;
    tensors.set(poisoned, { shape, data: Float32Array.from(data, (x, i) => (i === 0 ? NaN : x)) });
    const networks = { ...healthy, [network]: networkFromTensors(healthy[network].spec, tensors) };
    const state = (): Map<string, string>[] => [tiny.bitsOf(networks.generator), tiny.bitsOf(networks.discriminator)];
    const before = state();
    const tensorsBefore = tensorCount();
    assert.deepEqual(trainDiscriminator(tiny.pairOf(networks)), { finite: false, loss: null });
    assert.deepEqual(trainGenerator(tiny.pairOf(networks)), { finite: false, loss: null });
    assert.deepEqual(state(), before);
    assert.equal(tensorCount(), tensorsBefore);
    for (const each of new Set([...Object.values(healthy), ...Object.values(networks)])) each.dispose();
  });
}

test('the same steps give the same bits, even if the state was stored as tensors in between', () => {
  const straight = tiny.freshPair();
  const resumed = tiny.freshPair();
  for (let step = 0; step < 4; step++) {
    trainDiscriminator(tiny.pairOf(straight), step);
    trainGenerator(tiny.pairOf(straight), step);
  }
  let current = resumed;
  for (let step = 0; step < 4; step++) {
    trainDiscriminator(tiny.pairOf(current), step);
    trainGenerator(tiny.pairOf(current), step);
    const next = {
      generator: networkFromTensors(current.generator.spec, networkToTensors(current.generator)),
      discriminator: networkFromTensors(current.discriminator.spec, networkToTensors(current.discriminator)),
    };
    for (const network of Object.values(current)) network.dispose();
    current = next;
  }
  for (const name of ['generator', 'discriminator'] as const)
    assert.deepEqual(tiny.changedNames(tiny.bitsOf(straight[name]), tiny.bitsOf(current[name])), []);
  for (const network of [...Object.values(straight), ...Object.values(current)]) network.dispose();
});

test('a copy is equal and independent', () => {
  const networks = tiny.freshPair();
  trainDiscriminator(tiny.pairOf(networks));
  const copy = copyNetwork(networks.discriminator);
  const before = tiny.bitsOf(networks.discriminator);
  assert.deepEqual(tiny.changedNames(before, tiny.bitsOf(copy)), []);
  trainDiscriminator(tiny.pairOf({ ...networks, discriminator: copy }), 1);
  assert.deepEqual(tiny.changedNames(before, tiny.bitsOf(networks.discriminator)), []);
  assert.notDeepEqual(tiny.changedNames(before, tiny.bitsOf(copy)), []);
  for (const network of [...Object.values(networks), copy]) network.dispose();
});

test('steps leave no tensor behind, and disposing a pair frees all of its tensors', () => {
  const empty = tensorCount();
  const networks = tiny.freshPair(tiny.generatorSupernet, tiny.discriminatorSupernet);
  const pair = tiny.pairOf(networks, tiny.oddGenerator, tiny.oddDiscriminator);
  trainDiscriminator(pair);
  trainGenerator(pair);
  const settled = tensorCount();
  for (let step = 1; step < 6; step++) {
    trainDiscriminator(pair, step);
    trainGenerator(pair, step);
  }
  assert.equal(tensorCount(), settled);
  for (const network of Object.values(networks)) network.dispose();
  assert.equal(tensorCount(), empty);
});

test('every parameter counts its own steps', () => {
  const networks = tiny.freshPair(tiny.generatorSupernet, tiny.discriminatorSupernet);
  trainDiscriminator(tiny.pairOf(networks, tiny.bestGenerator, tiny.cifarDiscriminator));
  trainDiscriminator(tiny.pairOf(networks, tiny.bestGenerator, tiny.oddDiscriminator), 1);
  const tensors = networkToTensors(networks.discriminator);
  const steps = (name: string): number => tensors.get(`steps/${name}`)!.data[0]!;
  assert.equal(steps('block1.c1.weight'), 2);
  assert.equal(steps('cell1.n0.conv_3x3.weight'), 1);
  assert.equal(steps('cell1.n1.conv_1x1.weight'), 0);
  assert.ok(!tensors.has('moments1/cell1.n1.conv_1x1.weight'), 'no moments without a step');
  for (const network of Object.values(networks)) network.dispose();
});

test('the simple discriminator trains, at 32 and at 48 pixels, and its running statistics advance in both steps', () => {
  for (const bottomWidth of [4, 6]) {
    const spec = { ...tiny.standaloneGenerator, bottomWidth } as typeof tiny.standaloneGenerator;
    const networks = tiny.freshPair(spec, { network: 'discriminator', form: 'simple' });
    const pair = tiny.pairOf(networks);
    const real = tiny.patternImages(3, bottomWidth * 8);
    const first = tiny.bitsOf(networks.discriminator);
    assert.ok(discriminatorStep(pair, real, 3, { seed: 1, name: 'd' }, 3, tiny.rule).finite);
    const second = tiny.bitsOf(networks.discriminator);
    assert.ok(tiny.changedNames(first, second).includes('weights/conv5.weight'));
    assert.ok(trainGenerator(pair).finite);
    const changed = tiny.changedNames(second, tiny.bitsOf(networks.discriminator));
    assert.ok(changed.every(isBuffer));
    assert.deepEqual(
      changed.filter((name) => name.startsWith('buffers/norm1')),
      ['buffers/norm1.mean', 'buffers/norm1.variance'],
    );
    for (const network of Object.values(networks)) network.dispose();
  }
});

/** The gradients that Adam received in a first step. With β₁ = 0 they are the first moments. */
function gradientsOf(network: Network): Map<string, Float32Array> {
  const moments = [...networkToTensors(network)].filter(([name]) => name.startsWith('moments1/'));
  return new Map(moments.map(([name, { data }]) => [name, data as Float32Array]));
}

/** A generator whose last layer saturates. Its gradients are so small that the 1e-6 in the published factor matters. */
function saturated(generator: Network): Network {
  const tensors = networkToTensors(generator);
  tensors.set('weights/output.conv.bias', { shape: [3], data: Float32Array.of(8, 8, 8) });
  return networkFromTensors(generator.spec, tensors);
}

for (const [title, trained, prepare] of [
  ['a discriminator', 'discriminator', copyNetwork],
  ['a generator', 'generator', copyNetwork],
  ['a generator of tiny gradients', 'generator', saturated],
] as const) {
  test(`gradients of ${title} are clipped to their common norm, by the published factor min(1, limit/(norm + 1e-6))`, () => {
    const fresh = tiny.freshPair();
    const start = prepare(fresh.generator);
    const gradients = (gradientClipping: number | null): Map<string, Float32Array> => {
      const networks = { generator: copyNetwork(start), discriminator: copyNetwork(fresh.discriminator) };
      const step = trained === 'generator' ? trainGenerator : trainDiscriminator;
      assert.ok(step(tiny.pairOf(networks), 0, { ...tiny.rule, gradientClipping }).finite);
      const found = gradientsOf(networks[trained]);
      for (const network of Object.values(networks)) network.dispose();
      return found;
    };
    const free = gradients(null);
    const norm = Math.sqrt(
      [...free.values()].reduce((sum, each) => sum + each.reduce((part, x) => part + x * x, 0), 0),
    );
    if (prepare === saturated) assert.ok(norm > 1e-7 && norm < 5e-5, `norm ${norm}`);
    for (const limit of [norm / 4, norm * 4, 50]) {
      const factor = Math.min(1, limit / (norm + 1e-6));
      const clipped = gradients(limit);
      for (const [name, values] of free) {
        const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        values.forEach((x, i) => assert.ok(Math.abs(clipped.get(name)![i]! - factor * x) <= 2e-6 * largest, name));
      }
    }
    for (const network of [start, ...Object.values(fresh)]) network.dispose();
  });
}
