// Pairs of a coupled stage: each half is bred with its own draws from its own space, and novelty is decided for the
// pair.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breedChild, breedOffspring, breedOnce, firstPopulation } from '../../../domain/search/breeding.js';
import { genotypeKey, genotypeProblem } from '../../../domain/search/genotype.js';
import { halvesOf, pairGenotype, searchedHalves, searchesNetwork } from '../../../domain/search/pairs.js';
import type { Cell, Genotype } from '../../../domain/pipeline.js';
import { slotAt, warmupGenotypeAt } from '../../../domain/steps/schedule.js';
import { fullSpace, spaceContains } from '../../../domain/search/search-space.js';
import {
  randomStageGenotype,
  spaceOfStage,
  stageGenotypeAt,
  stageSpaceContains,
  stageSpaceSize,
  type PairSpace,
} from '../../../domain/search/stage-space.js';
import { stream } from '../../../domain/stream.js';
import { coupledStage, individualOf } from '../fixtures.js';
import { chiSquare, chiSquareLimit } from '../statistics.js';

const full = spaceOfStage(coupledStage, {}) as PairSpace;
const rates = { crossover: 0.3, mutation: 0.5 };

const thrice = (cell: Cell): Genotype => [cell, cell, cell];

/** Two pairs that differ on every edge of both networks. */
const parents = [
  pairGenotype(thrice([0, 0, 1, 1, 1, 1, 1]), thrice([1, 1, 1, 1, 1, 0, 0])),
  pairGenotype(thrice([1, 1, 2, 2, 2, 2, 2]), thrice([2, 2, 2, 2, 2, 1, 1])),
].map((genotype, i) => individualOf(`g000-i0${i}`, genotype));

/** A space of 2 × 3 generators and 2 × 2 discriminators. */
const tiny: PairSpace = {
  network: 'both',
  generator: {
    network: 'generator',
    allowed: [
      [[0, 1], [1], [1], [1], [1], [1], [1]],
      [[0], [0, 1, 2], [1], [1], [1], [1], [1]],
      [[0], [1], [1], [1], [1], [1], [1]],
    ],
  },
  discriminator: {
    network: 'discriminator',
    allowed: [
      [[1, 2], [1], [1], [1], [1], [0], [0]],
      [[1], [1], [1], [1], [1], [-1, 0], [-1, 0]],
      [[1], [1], [1], [1], [1], [-1], [-1]],
    ],
  },
};

/** Counts the genes in which a half differs from its first parent. All of them must be the second parent's. */
function takenGenes(half: Genotype, first: Genotype, second: Genotype): number {
  const taken = half.flatMap((cell, index) =>
    cell.flatMap((gene, position) => (gene === first[index]![position] ? [] : [gene === second[index]![position]])),
  );
  assert.ok(taken.every(Boolean));
  return taken.length;
}

test('a pair has six cells, and its halves are the genotypes it was made from', () => {
  const [generator, discriminator] = [thrice([0, 0, 1, 1, 1, 1, 1]), thrice([1, 1, 1, 1, 1, 0, 0])];
  const pair = pairGenotype(generator, discriminator);
  assert.equal(pair.length, 6);
  assert.deepEqual(halvesOf(pair), { generator, discriminator });
  assert.deepEqual(searchedHalves('both', pair), [
    { network: 'generator', genotype: generator },
    { network: 'discriminator', genotype: discriminator },
  ]);
  assert.deepEqual(searchedHalves('discriminator', discriminator), [
    { network: 'discriminator', genotype: discriminator },
  ]);
  const found = (['both', 'generator', 'discriminator'] as const).map((one) => searchesNetwork(one, 'discriminator'));
  assert.deepEqual(found, [true, false, true]);
});

test('the space of a coupled stage has every pair from its two spaces exactly once', () => {
  assert.equal(stageSpaceSize(full), 147_744n ** 3n * 511_488n ** 3n);
  assert.equal(stageSpaceSize(tiny), 24n);
  const all = Array.from({ length: 24 }, (_, index) => stageGenotypeAt(tiny, BigInt(index)));
  assert.equal(new Set(all.map(genotypeKey)).size, 24);
  assert.ok(all.every((pair) => stageSpaceContains(tiny, pair)));
  const swapped = { ...tiny, discriminator: fullSpace('discriminator') };
  const outside = { ...tiny, generator: { ...tiny.generator, allowed: full.generator.allowed } };
  assert.equal(stageSpaceContains(tiny, randomStageGenotype(outside, stream(1, 'outside'))), false);
  assert.equal(stageSpaceContains(tiny, randomStageGenotype(swapped, stream(1, 'swapped'))), false);
});

test('a random pair takes each half from its own space', () => {
  const random = stream(1, 'random');
  for (let i = 0; i < 200; i++) {
    const { generator, discriminator } = halvesOf(randomStageGenotype(full, random));
    assert.equal(genotypeProblem('generator', generator), null);
    assert.equal(genotypeProblem('discriminator', discriminator), null);
    const small = halvesOf(randomStageGenotype(tiny, random));
    assert.ok(spaceContains(tiny.generator, small.generator));
    assert.ok(spaceContains(tiny.discriminator, small.discriminator));
  }
});

test('the halves of a pair cross with probability 0.3 and mutate with 0.5, each with its own draws', () => {
  const random = stream(5, 'halves');
  const counts = new Map<string, number>();
  const tries = 40_000;
  for (let i = 0; i < tries; i++) {
    // One operator at a time, so that its effect on each half is visible.
    const only = i % 2 === 0 ? { crossover: 0.3, mutation: 0 } : { crossover: 0, mutation: 0.5 };
    const { genotype, parents: ids } = breedOnce(full, parents, only, random);
    const child = halvesOf(genotype);
    const first = parents.find(({ id }) => id === ids[0])!;
    const was = halvesOf(first.genotype);
    const changed = (['generator', 'discriminator'] as const).map(
      (network) => genotypeKey(child[network]) !== genotypeKey(was[network]),
    );
    const key = `${i % 2 === 0 ? 'crossover' : 'mutation'} ${changed.join()}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [operator, rate] of Object.entries(rates)) {
    const shares = [true, false].flatMap((g) =>
      [true, false].map((d) => ({
        key: `${operator} ${g},${d}`,
        share: (g ? rate : 1 - rate) * (d ? rate : 1 - rate),
      })),
    );
    const chi = chiSquare(
      shares.map(({ key }) => counts.get(key)!),
      shares.map(({ share }) => (share * tries) / 2),
    );
    assert.ok(chi < chiSquareLimit(3), `${operator}: chi-square ${chi}`);
  }
});

test('both halves of a child come from the same two parents', () => {
  const random = stream(6, 'parents');
  for (let i = 0; i < 500; i++) {
    const { genotype, parents: ids, operator } = breedOnce(full, parents, { crossover: 1, mutation: 0 }, random);
    assert.equal(operator, 'crossover');
    const [first, second] = ids.map((id) => halvesOf(parents.find((each) => each.id === id)!.genotype));
    const child = halvesOf(genotype);
    for (const network of ['generator', 'discriminator'] as const)
      assert.ok([1, 2].includes(takenGenes(child[network], first![network], second![network])));
  }
});

test('a child is new if its pair is new, even if both halves existed before', () => {
  const all = Array.from({ length: 24 }, (_, index) => stageGenotypeAt(tiny, BigInt(index)));
  for (const [index, wanted] of all.entries()) {
    const others = all.filter((pair) => pair !== wanted);
    const { generator, discriminator } = halvesOf(wanted);
    const halves = others.map(halvesOf);
    assert.ok(halves.some((half) => genotypeKey(half.generator) === genotypeKey(generator)));
    assert.ok(halves.some((half) => genotypeKey(half.discriminator) === genotypeKey(discriminator)));
    const mothers = others.slice(0, 4).map((genotype, i) => individualOf(`g000-i0${i}`, genotype));
    const archive = new Set(others.map(genotypeKey));
    const child = breedChild(tiny, mothers, rates, archive, stream(index, 'new'));
    assert.equal(genotypeKey(child!.genotype), genotypeKey(wanted));
  }
});

test('each half of a child obeys the constraints of its own space', () => {
  const few = { kind: 'atMost', operations: ['none', 'skip_connect'], count: 4 } as const;
  const space: PairSpace = {
    network: 'both',
    generator: { ...full.generator, constraints: [{ kind: 'equalCells' }] },
    discriminator: { ...full.discriminator, constraints: [few] },
  };
  const first = firstPopulation(space, 4, 's', 3);
  const archive = new Set(first.archive);
  const birth = { generation: 1, firstSlot: 4, count: 200 };
  const children = breedOffspring(space, first.individuals, rates, archive, birth, stream(3, 'constrained'));
  assert.equal(children.length, 200);
  for (const { genotype } of [...first.individuals, ...children]) {
    const { generator, discriminator } = halvesOf(genotype);
    assert.equal(new Set(generator.map((cell) => cell.join())).size, 1);
    const normal = discriminator.flatMap((cell) => cell.slice(0, 5));
    const none = discriminator.flatMap((cell) => cell.slice(5)).filter((gene) => gene === -1).length;
    assert.ok(normal.filter((gene) => gene <= 1).length + none <= 4);
    assert.ok(stageSpaceContains(space, genotype));
  }
  const bred = children.filter(({ operator }) => operator !== 'random');
  assert.ok(bred.length > 190, `${bred.length}`);
});

test('a first population of pairs may be the whole space, and a larger one is refused', () => {
  assert.equal(firstPopulation(tiny, 24, 's', 1).archive.length, 24);
  assert.throws(() => firstPopulation(tiny, 25, 's', 1), {
    code: 'EAGAN_SPACE_TOO_SMALL',
    message: /at most 24, .* \(got 25\)/,
  });
});

test('a coupled warm-up draws a random pair and keeps it until the next generator step', () => {
  const pairAt = (iteration: number) => genotypeKey(warmupGenotypeAt(7, 'coupled', iteration, 3, full));
  const [first, ...rest] = Array.from({ length: 7 }, (_, iteration) => pairAt(iteration));
  assert.deepEqual([rest[1], rest[2], rest[4], rest[5]], [rest[0], rest[0], rest[3], rest[3]]);
  assert.equal(new Set([first, rest[0], rest[3]]).size, 3);
  assert.equal(slotAt(7, 'coupled', 2, 3, [0, 1, 2, 3]), slotAt(7, 'coupled', 3, 3, [0, 1, 2, 3]));
});
