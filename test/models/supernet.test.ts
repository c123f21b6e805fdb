// For many random genotypes, a supernet with a genotype equals the standalone network of this genotype bit for bit.
// Edges that did not run or do not reach the output keep every bit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genes, genotypeKey, operationNames } from '../../domain/search/genotype.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import {
  copyNetwork,
  discriminatorStep,
  generateImages,
  generatorStep,
  networkFromTensors,
  networkToTensors,
  recalibrate,
} from '../../models/index.js';
import type { Network, NetworkSpec, Pair, StepReport } from '../../models/types.js';
import { coveringPairs, deadEdges, randomPairs, type GenotypePair } from '../support/sample-genotypes.js';
import * as tiny from '../support/tiny-networks.js';

const images = tiny.patternImages(2);
const networks = ['generator', 'discriminator'] as const;

/** Both steps of iteration `i`. Every other one clips, so that clipping is compared too. */
function bothSteps(pair: Pair, i: number): StepReport[] {
  const rule = { ...tiny.rule, gradientClipping: i % 2 === 0 ? null : 0.5 };
  return [
    discriminatorStep(pair, images, 2, { seed: i, name: 'd' }, 2, rule),
    generatorStep(pair, { seed: i, name: 'g' }, 2, rule),
  ];
}

/** The standalone network of a genotype with the supernet's weights, moments, step counts and buffers. */
function standaloneOf(supernet: Network, genotype: Genotype): Network {
  return networkFromTensors(
    { ...supernet.spec, form: 'standalone', genotype } as NetworkSpec,
    networkToTensors(supernet),
  );
}

/** The edge of a tensor (`cell1.n0` for `weights/cell1.n0.conv_3x3.bias`), or its layer. */
const edgeOf = (name: string): string =>
  name
    .slice(name.indexOf('/') + 1)
    .split('.', 2)
    .join('.');

function assertSameState(supernet: Network, alone: Network, before: ReadonlyMap<string, string>): void {
  const { network, genotype } = alone.spec as { network: NetworkName; genotype: Genotype };
  const [whole, part] = [tiny.bitsOf(supernet), tiny.bitsOf(alone)];
  for (const [name, bits] of part) assert.equal(whole.get(name), bits, name);
  const dead = deadEdges(network, genotype);
  const changed = new Set(tiny.changedNames(before, whole));
  for (const name of changed) {
    assert.ok(part.has(name), `${name} did not run`);
    assert.ok(name.startsWith('buffers/') || !dead.has(edgeOf(name)), `${name} does not reach the output`);
  }
  const counts = [...part.keys()].filter((name) => name.startsWith('steps/') && !dead.has(edgeOf(name)));
  for (const name of counts) assert.ok(changed.has(name), `${name} reaches the output and counts its step`);
}

const pairs: readonly GenotypePair[] = [...coveringPairs(), ...randomPairs(17, 4)];

test('the tested pairs have every operation on every edge of every cell, and edges that lead nowhere', () => {
  for (const network of networks)
    for (const cell of [0, 1, 2])
      genes[network].forEach(({ kind }, gene) => {
        const found = new Set(pairs.map((pair) => pair[network][cell]![gene]!));
        const operations = operationNames[kind].length + (kind === 'down' ? 1 : 0);
        assert.equal(found.size, network === 'discriminator' && gene === 0 ? 6 : operations);
      });
  for (const network of networks) assert.ok(pairs.some((pair) => deadEdges(network, pair[network]).size > 0));
});

test('a supernet steps exactly like the standalone networks of random pairs, one after another; edges that did not run or do not reach the output keep their bits', () => {
  const supernets = tiny.freshPair(tiny.generatorSupernet, tiny.discriminatorSupernet);
  pairs.forEach(({ generator, discriminator }, i) => {
    const alone = {
      generator: standaloneOf(supernets.generator, generator),
      discriminator: standaloneOf(supernets.discriminator, discriminator),
    };
    const before = { generator: tiny.bitsOf(supernets.generator), discriminator: tiny.bitsOf(supernets.discriminator) };
    const inside = bothSteps(tiny.pairOf(supernets, generator, discriminator), i);
    assert.deepEqual(inside, bothSteps(tiny.pairOf(alone), i), `losses of ${genotypeKey(generator)}`);
    assert.ok(inside.every(({ finite }) => finite));
    for (const network of networks) {
      assertSameState(supernets[network], alone[network], before[network]);
      alone[network].dispose();
    }
  });
  for (const network of networks) supernets[network].dispose();
});

test('a supernet with a genotype recalibrates and makes images like its standalone network', async () => {
  const supernet = tiny.freshPair(tiny.generatorSupernet).generator;
  for (const { generator } of pairs.slice(0, 6)) {
    const [whole, alone] = [copyNetwork(supernet), standaloneOf(supernet, generator)];
    const judged: [Network, Genotype | null][] = [
      [whole, generator],
      [alone, null],
    ];
    const made = await Promise.all(
      judged.map(async ([network, architecture]) => {
        recalibrate(network, architecture, { seed: 1, name: 'r' }, 2, 4);
        const request = { network, architecture, latents: { seed: 1, name: 'z' }, images: 4, batch: 4 };
        const { value } = await generateImages(request).next();
        return value!.bytes;
      }),
    );
    assert.deepEqual(made[0], made[1]);
    const [ofWhole, ofAlone] = [tiny.bitsOf(whole), tiny.bitsOf(alone)];
    for (const [name, bits] of ofAlone) assert.equal(ofWhole.get(name), bits, name);
    for (const network of [whole, alone]) network.dispose();
  }
  supernet.dispose();
});
