// Forwards of both networks compared with the networks written out in double precision, in both modes, for several
// sizes and channels and all operations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Genotype } from '../../domain/pipeline.js';
import { createNetwork, networkToTensors } from '../../models/index.js';
import { Graph, type Shape } from '../../models/ir/graph.js';
import { forward } from '../../models/networks/forward.js';
import { Scope, type Mode } from '../../models/networks/scope.js';
import type { NetworkSpec } from '../../models/types.js';
import { evaluate, noise, type FedTensor } from '../support/device-values.js';
import { largest } from '../support/finite-differences.js';
import {
  PlainTensors,
  plainDiscriminator,
  plainGenerator,
  plainSimpleDiscriminator,
} from '../support/plain/networks.js';
import { imagesOf, type Images } from '../support/plain/operations.js';
import { rowsOf } from '../support/plain/steps.js';
import { coveringPairs, randomPairs } from '../support/sample-genotypes.js';
import * as tiny from '../support/tiny-networks.js';

/**
 * Relative to the largest magnitude, as for the golden files. The worst difference found is 1.3e-5, by Winograd at 64
 * channels.
 */
const tolerance = 5e-5;

interface Case {
  readonly title: string;
  readonly spec: NetworkSpec;
  readonly genotype: Genotype | null;
  readonly mode: Mode;
  readonly size: number;
  readonly count: number;
}

const modes = ['training', 'evaluation'] as const;
const supernets = {
  generator: { network: 'generator', form: 'supernet', channels: 5, latent: 9, bottomWidth: 6 },
  discriminator: { network: 'discriminator', form: 'supernet', channels: 5 },
} as const;
/** So many channels that 5×5 convolutions use Winograd. */
const wide = 64;
const fives = { generator: [0, 1, 4, 6, 4, 6, 4], discriminator: [4, 6, 4, 4, 0, 3, 0] };
const threeOf = (cell: readonly number[]): Genotype => [cell, cell, cell];

const cases: readonly Case[] = [
  ...coveringPairs().flatMap(({ generator, discriminator }, i): Case[] => [
    { title: `covering generator ${i}`, spec: tiny.generatorSupernet, genotype: generator, mode: 'evaluation', size: 32, count: 2 }, // prettier-ignore
    { title: `covering discriminator ${i}`, spec: tiny.discriminatorSupernet, genotype: discriminator, mode: 'evaluation', size: 32, count: 2 }, // prettier-ignore
  ]),
  ...randomPairs(3, 9).flatMap((pair, i) =>
    modes.flatMap((mode) =>
      (['generator', 'discriminator'] as const).map(
        (network): Case => ({ title: `random ${network} ${i} of 48×48 images`, spec: supernets[network], genotype: pair[network], mode, size: 48, count: 2 }), // prettier-ignore
      ),
    ),
  ),
  ...modes.flatMap(
    (mode) =>
    [32, 48].map((size): Case => ({ title: `simple discriminator of ${size}×${size} images`, spec: { network: 'discriminator', form: 'simple' }, genotype: null, mode, size, count: 2 })), // prettier-ignore
  ),
  { title: `generator of ${wide} channels`, spec: { network: 'generator', form: 'standalone', genotype: threeOf(fives.generator), channels: wide, latent: 6, bottomWidth: 4 }, genotype: threeOf(fives.generator), mode: 'training', size: 32, count: 1 }, // prettier-ignore
  { title: `discriminator of ${wide} channels`, spec: { network: 'discriminator', form: 'standalone', genotype: threeOf(fives.discriminator), channels: wide }, genotype: threeOf(fives.discriminator), mode: 'training', size: 32, count: 1 }, // prettier-ignore
];

/** Latents or images for a case. */
function inputOf({ spec, size, count }: Case): FedTensor {
  const shape: Shape = spec.network === 'generator' ? [count, spec.latent] : [count, size, size, 3];
  return noise(shape, 3);
}

function plainForward({ spec, genotype, mode }: Case, tensors: PlainTensors, input: FedTensor): ArrayLike<number> {
  assert.equal(tensors.mode, mode);
  if (spec.network === 'generator') return plainGenerator(tensors, genotype!, rowsOf(input.data, input.shape[0]!)).data;
  const images = imagesOf(input.shape as Images['shape'], input.data);
  return genotype === null ? plainSimpleDiscriminator(tensors, images) : plainDiscriminator(tensors, genotype, images);
}

for (const each of cases)
  test(`a ${each.title} in ${each.mode} mode gives the same as in double precision`, () => {
    const { spec, genotype, mode } = each;
    const network = createNetwork(spec, 2, 'n');
    const tensors = networkToTensors(network);
    network.dispose();
    const input = inputOf(each);
    const graph = new Graph();
    const scope = new Scope(graph, 'network', spec, { mode });
    const y = forward(scope, spec, spec.form === 'supernet' ? genotype : null, graph.input('input', input.shape));
    const fed = [...tensors].flatMap(([name, { shape, data }]): [string, FedTensor][] =>
      data instanceof Float32Array ? [[`network/${name}`, { shape, data }]] : [],
    );
    const found = evaluate({ y }, { ...Object.fromEntries(fed), input }).y;
    const expected = plainForward(each, new PlainTensors(tensors, mode), input);
    const size = largest(expected);
    assert.equal(found.length, expected.length);
    let worst = 0;
    found.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - expected[i]!) / size)));
    assert.ok(worst <= tolerance, `differs by ${worst} of ${size}`);
  });
