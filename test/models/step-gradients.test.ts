// Whole training steps compared with the networks written out in double precision: losses, buffers, and each gradient
// by finite differences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genotypeKey } from '../../domain/search/genotype.js';
import type { Genotype } from '../../domain/pipeline.js';
import { createNetwork, discriminatorStep, generatorStep, networkToTensors } from '../../models/index.js';
import { release } from '../../models/device.js';
import { sampleNormal } from '../../models/initialise.js';
import type { Network, NetworkSpec, StepReport } from '../../models/types.js';
import { downloadFloats } from '../../models/variables.js';
import type { Tensors } from '../../store/types.js';
import { noise } from '../support/device-values.js';
import { inner, innerSize, largest } from '../support/finite-differences.js';
import { PlainTensors } from '../support/plain/networks.js';
import * as plain from '../support/plain/steps.js';
import { coveringPairs } from '../support/sample-genotypes.js';
import * as tiny from '../support/tiny-networks.js';

/**
 * The step of central differences in double. Rounding leaves about 1e-8, and hardly any ReLU changes within so small a
 * step.
 */
const step = 1e-7;
/**
 * float32 rounding through a whole network, relative to Σ |gradient · direction| and to the network's largest gradient.
 */
const tolerance = { own: 2e-5, network: 1e-6 };

const channels = 2;
const latent = 6;
const specs = {
  generator: { network: 'generator', form: 'supernet', channels, latent, bottomWidth: 4 },
  discriminator: { network: 'discriminator', form: 'supernet', channels },
  simple: { network: 'discriminator', form: 'simple' },
} as const satisfies Record<string, NetworkSpec>;

/** A pair on the device and its architectures. */
interface Tried {
  readonly form: plain.PlainForm;
  /** Real images, and generated ones. */
  readonly count: number;
  readonly generator: Network;
  readonly discriminator: Network;
}

type Trained = 'generator' | 'discriminator';

function latentsOf(name: string, count: number): Float64Array[] {
  const handle = sampleNormal([count, latent], 1, name);
  const rows = plain.rowsOf(downloadFloats(handle), count);
  release(handle);
  return rows;
}

function plainPair({ form, generator, discriminator }: Tried): plain.PlainPair {
  const tensors = (network: Network): PlainTensors => new PlainTensors(networkToTensors(network), 'training');
  return { form, generator: tensors(generator), discriminator: tensors(discriminator) };
}

/** The step in double, as a function that can be called again after weights of the trained network have changed. */
function plainLoss(pair: plain.PlainPair, trained: Trained, count: number): () => number {
  if (trained === 'generator') {
    const z = latentsOf('g', count);
    return () => plain.plainGeneratorLoss(pair, z);
  }
  const real = plain.imagesOfBytes(tiny.patternImages(count), count);
  const fakes = plain.plainFakes(pair, latentsOf('d', count));
  return () => plain.plainDiscriminatorLoss(pair, real, fakes);
}

function deviceStep({ form, count, generator, discriminator }: Tried, trained: Trained): StepReport {
  const pair = tiny.pairOf({ generator, discriminator }, form.generator, form.discriminator);
  return trained === 'generator'
    ? generatorStep(pair, { seed: 1, name: 'g' }, count, tiny.rule)
    : discriminatorStep(pair, tiny.patternImages(count), count, { seed: 1, name: 'd' }, count, tiny.rule);
}

/**
 * Asserts that one step on the device and in double agree in losses and buffers, and that each gradient equals the
 * slope.
 */
function assertStep(tried: Tried, trained: Trained): void {
  const pair = plainPair(tried);
  const loss = plainLoss(pair, trained, tried.count);
  const report = deviceStep(tried, trained);
  const value = loss();
  assert.ok(Math.abs(report.loss! - value) <= 5e-6 * Math.max(1, Math.abs(value)), `${report.loss} against ${value}`);
  for (const network of ['generator', 'discriminator'] as const)
    assertBuffers(networkToTensors(tried[network]), pair[network]);
  // σ's gradient is defined with u and v constant, at their values in this pass.
  const directions = pair.discriminator.used;
  assertGradients(networkToTensors(tried[trained]), pair[trained], () => {
    pair.discriminator.frozen = [...directions];
    return loss();
  });
}

function assertBuffers(ours: Tensors, tensors: PlainTensors): void {
  for (const [name, { data }] of ours) {
    if (!name.startsWith('buffers/')) continue;
    const expected = tensors.buffer(name.slice('buffers/'.length));
    const allowed = 1e-5 * largest(expected);
    expected.forEach((x, i) => assert.ok(Math.abs(x - data[i]!) <= allowed, `${name}: ${data[i]} against ${x}`));
  }
}

/**
 * β₁ is 0 and these are first steps, so the first moments are the gradients that Adam received. Each layer has one
 * direction over all its parameters.
 */
function assertGradients(ours: Tensors, trained: PlainTensors, loss: () => number): void {
  const gradients = new Map<string, Float64Array>();
  for (const [name, { data }] of ours)
    if (name.startsWith('moments1/')) gradients.set(name.slice('moments1/'.length), Float64Array.from(data));
  const greatest = Math.max(...[...gradients.values()].map(largest));
  for (const [layer, names] of layers([...gradients.keys()])) {
    const parts = names.map((name, i) => {
      const { shape, data: start } = trained.weight(name);
      return { name, start, gradient: gradients.get(name)!, direction: noise(shape, i).data };
    });
    const at = (size: number): number => {
      for (const { name, start, direction } of parts)
        trained.set(
          `weights/${name}`,
          start.map((x, j) => x + size * direction[j]!),
        );
      return loss();
    };
    const slope = (at(step) - at(-step)) / (2 * step);
    at(0);
    const along = parts.reduce((sum, { gradient, direction }) => sum + inner(gradient, direction), 0);
    const size = parts.reduce((sum, { gradient, direction }) => sum + innerSize(gradient, direction), 0);
    const elements = parts.reduce((sum, { gradient }) => sum + gradient.length, 0);
    const allowed = tolerance.own * size + tolerance.network * greatest * Math.sqrt(elements);
    assert.ok(Math.abs(slope - along) <= allowed, `${layer}: slope ${slope}, gradient ${along}`);
  }
}

/** Parameters by layer: `cell1.n0.conv_3x3` has a weight and a bias. */
function layers(names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const layer = name.slice(0, name.lastIndexOf('.'));
    found.set(layer, [...(found.get(layer) ?? []), name]);
  }
  assert.ok(found.size > 5);
  return found;
}

function tried(generator: Genotype, discriminator: Genotype | null): Tried {
  return {
    form: { generator, discriminator },
    // The simple D's last batch norm has one pixel for each image, so with two images only their signs would remain.
    count: discriminator === null ? 5 : 2,
    generator: createNetwork(specs.generator, 1, 'generator'),
    discriminator: createNetwork(discriminator === null ? specs.simple : specs.discriminator, 1, 'discriminator'),
  };
}

/** Pairs that have every operation on every edge, and the simple discriminator. */
const pairs: readonly plain.PlainForm[] = [...coveringPairs(), { generator: tiny.bestGenerator, discriminator: null }];

for (const { generator, discriminator } of pairs) {
  const ofD = discriminator === null ? 'the simple D' : `D ${genotypeKey(discriminator)}`;
  for (const trained of ['discriminator', 'generator'] as const)
    test(`a step of the ${trained} of ${ofD} and G ${genotypeKey(generator)} equals the plain one in double, with gradients by finite differences`, () => {
      const pair = tried(generator, discriminator);
      assertStep(pair, trained);
      for (const network of [pair.generator, pair.discriminator]) network.dispose();
    });
}
