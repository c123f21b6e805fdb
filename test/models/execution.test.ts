// A step gives the same bits whether it runs kernel by kernel or as one TensorFlow graph, for any architecture.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Genotype } from '../../domain/pipeline.js';
import { fullSpace, randomGenotype } from '../../domain/search/search-space.js';
import { stream } from '../../domain/stream.js';
import { tensorCount } from '../../models/device.js';
import { createNetwork, discriminatorStep, executionFor, generateImages, generatorStep } from '../../models/index.js';
import type { ExecutionMode, Network, NetworkSpec, UpdateRule } from '../../models/types.js';
import {
  bitsOf,
  changedNames,
  discriminatorSupernet,
  freshPair,
  generatorSupernet,
  oddDiscriminator,
  oddGenerator,
  pairOf,
  patternImages,
  rule,
  standaloneDiscriminator,
  standaloneGenerator,
} from '../support/tiny-networks.js';

interface Case {
  readonly what: string;
  readonly specs: readonly [NetworkSpec, NetworkSpec];
  readonly architectures: readonly [Genotype | null, Genotype | null];
  readonly rule?: UpdateRule;
  readonly size?: number;
}

const supernets = [generatorSupernet, discriminatorSupernet] as const;
const random = (network: 'generator' | 'discriminator', i: number): Genotype =>
  randomGenotype(fullSpace(network), stream(7, `${network}/${i}`));

const cases: readonly Case[] = [
  { what: 'standalone networks', specs: [standaloneGenerator, standaloneDiscriminator], architectures: [null, null] },
  {
    what: 'the simple discriminator',
    specs: [standaloneGenerator, { network: 'discriminator', form: 'simple' }],
    architectures: [null, null],
  },
  { what: 'odd architectures', specs: supernets, architectures: [oddGenerator, oddDiscriminator] },
  {
    what: 'clipped gradients on 48×48 images',
    specs: [{ ...generatorSupernet, bottomWidth: 6 } as NetworkSpec, discriminatorSupernet],
    architectures: [oddGenerator, oddDiscriminator],
    rule: { ...rule, gradientClipping: 0.5 },
    size: 48,
  },
  ...Array.from({ length: 8 }, (_, i) => ({
    what: `random architectures, the pair ${i}`,
    specs: supernets,
    architectures: [random('generator', i), random('discriminator', i)] as const,
  })),
];

for (const each of cases)
  test(`steps as graphs give the same bits as eager ones: ${each.what}`, () => {
    const [eager, graph] = [stepTwice(each, 'eager'), stepTwice(each, 'graph')];
    assert.deepEqual(graph.losses, eager.losses);
    for (const network of ['generator', 'discriminator'] as const)
      assert.deepEqual(changedNames(eager.bits[network], graph.bits[network]), []);
  });

test('a graph, which many batches make worthwhile, gives the same bytes of images as eager kernels', async () => {
  const network = createNetwork(standaloneGenerator, 1, 'generator');
  const bytesOf = async (images: number): Promise<Buffer> => {
    const parts: Uint8Array[] = [];
    const latents = { seed: 1, name: 'images' };
    for await (const { bytes } of generateImages({ network, architecture: null, latents, images, batch: 2 }))
      parts.push(bytes);
    return Buffer.concat(parts);
  };
  const [few, many] = [await bytesOf(4), await bytesOf(40)];
  assert.deepEqual([executionFor(4 / 2), executionFor(40 / 2)], ['eager', 'graph']);
  assert.equal(few.toString('hex'), many.subarray(0, few.length).toString('hex'));
  network.dispose();
});

test('steps as graphs leave no tensor behind', () => {
  const networks = freshPair();
  const step = stepper(networks, cases[0]!, 'graph');
  step(0);
  const before = tensorCount();
  step(1);
  assert.equal(tensorCount(), before);
  dispose(networks);
});

test('a program that runs only a few times runs eagerly, because loading a graph costs time', () => {
  assert.equal(executionFor(1), 'eager');
  assert.equal(executionFor(1000), 'graph');
});

interface Outcome {
  readonly losses: readonly (number | null)[];
  readonly bits: Readonly<Record<'generator' | 'discriminator', ReadonlyMap<string, string>>>;
}

function stepTwice(each: Case, execution: ExecutionMode): Outcome {
  const networks = freshPair(...each.specs);
  const step = stepper(networks, each, execution);
  const losses = [...step(0), ...step(1)];
  const bits = { generator: bitsOf(networks.generator), discriminator: bitsOf(networks.discriminator) };
  dispose(networks);
  return { losses, bits };
}

function stepper(
  networks: ReturnType<typeof freshPair>,
  each: Case,
  execution: ExecutionMode,
): (i: number) => (number | null)[] {
  const pair = { ...pairOf(networks, ...each.architectures), execution };
  const using = each.rule ?? rule;
  return (i) => {
    const real = patternImages(4, each.size);
    const d = discriminatorStep(pair, real, 4, { seed: 1, name: `d${i}` }, 4, using);
    return [d.loss, generatorStep(pair, { seed: 1, name: `g${i}` }, 6, using).loss];
  };
}

function dispose(networks: Readonly<Record<string, Network>>): void {
  for (const network of Object.values(networks)) network.dispose();
}
