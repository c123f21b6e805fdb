// Breeding: rates as the method says, never an illegal or archived genotype, and always an end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Individual } from '../../domain/artifacts.js';
import { breedChild, breedOffspring, breedOnce, firstPopulation, newRandomGenotype } from '../../domain/breeding.js';
import { edges, genotypeKey, genotypeProblem } from '../../domain/genotype.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';
import { fullSpace, genotypeAt, spaceSize, valuesOf, type SearchSpace } from '../../domain/search-space.js';
import { stream } from '../../domain/stream.js';
import { chiSquare, chiSquareLimit } from './statistics.js';

const rates = { crossover: 0.3, mutation: 0.5 };
const networks: NetworkName[] = ['generator', 'discriminator'];
const full = { generator: fullSpace('generator'), discriminator: fullSpace('discriminator') };

/** Two parents that differ on every edge. */
const parentsOf = (network: NetworkName): Individual[] => {
  const [a, b] =
    network === 'generator'
      ? [
          [0, 0, 1, 1, 1, 1, 1],
          [1, 1, 2, 2, 2, 2, 2],
        ]
      : [
          [1, 1, 1, 1, 1, 0, 0],
          [2, 2, 2, 2, 2, 1, 1],
        ];
  return [a, b].map((cell, i) => individual(`g000-i0${i}`, [cell!, cell!, cell!]));
};
const individual = (id: string, genotype: Genotype): Individual => ({
  id,
  genotype,
  parents: [],
  operator: 'random',
  born: 0,
});

/** `cell:edge` of each edge where two genotypes differ. */
function changedEdges(network: NetworkName, a: Genotype, b: Genotype): string[] {
  return a.flatMap((cell, index) =>
    edges[network]
      .filter((edge) => valuesOf(cell, edge).join() !== valuesOf(b[index]!, edge).join())
      .map((edge) => `${index}:${edge.join()}`),
  );
}

/** A space with two choices on one edge of each cell and three on another. */
const tinySpace: SearchSpace = {
  network: 'generator',
  allowed: [0, 1, 2].map(() => [[0], [0, 1], [1], [1], [1, 2, 3], [1], [1]]),
};

for (const network of networks) {
  test(`a ${network} child crosses with probability 0.3 and mutates with 0.5, edges uniform`, () => {
    const parents = parentsOf(network);
    const random = stream(5, `${network}/rates`);
    const tries = 20_000;
    const operators = { none: 0, crossover: 0, mutation: 0, both: 0 };
    const mutated = new Map<string, number>();
    for (let i = 0; i < tries; i++) {
      const { genotype, parents: ids, operator } = breedOnce(full[network], parents, rates, random);
      const first = parents.find(({ id }) => id === ids[0])!;
      const changed = changedEdges(network, first.genotype, genotype);
      if (changed.length === 0) operators.none++;
      else operators[operator === 'crossover+mutation' ? 'both' : (operator as 'crossover' | 'mutation')]++;
      if (operator === 'mutation' && changed.length === 1)
        mutated.set(changed[0]!, (mutated.get(changed[0]!) ?? 0) + 1);
      assert.ok(changed.length <= 2);
      assert.equal(ids.length, operator.startsWith('crossover') ? 2 : 1);
    }
    const { none, crossover, mutation, both } = operators;
    // A mutation that undoes the crossover leaves the first parent again: rare, counted in `none`.
    const found = chiSquare(
      [none, crossover, mutation, both],
      [0.35, 0.15, 0.35, 0.15].map((share) => share * tries),
    );
    assert.ok(found < chiSquareLimit(3) + 5, `chi-square ${found}`);
    assert.equal(mutated.size, 3 * edges[network].length);
    const each = [...mutated.values()].reduce((a, b) => a + b, 0) / mutated.size;
    const spread = chiSquare(
      [...mutated.values()],
      [...mutated.values()].map(() => each),
    );
    assert.ok(spread < chiSquareLimit(mutated.size - 1), `edges: chi-square ${spread}`);
  });

  test(`offspring of a ${network} are legal, new, and named by birth`, () => {
    const first = firstPopulation(full[network], 12, 's', 3);
    const archive = new Set(first.archive);
    const birth = { generation: 1, firstSlot: 6, count: 200 };
    const offspring = breedOffspring(full[network], first.individuals, rates, archive, birth, stream(3, 'breed'));
    assert.equal(offspring.length, 200);
    assert.equal(archive.size, 212);
    assert.ok(offspring.every(({ genotype }) => genotypeProblem(network, genotype) === null));
    assert.deepEqual([offspring[0]!.id, offspring[0]!.born], ['g001-i06', 1]);
  });
}

test('the down pair of a discriminator crosses and mutates as one edge, and never by half', () => {
  const random = stream(1, 'pairs');
  const parents = parentsOf('discriminator');
  for (let i = 0; i < 3_000; i++) {
    const { genotype } = breedOnce(full.discriminator, parents, { crossover: 1, mutation: 1 }, random);
    assert.ok(genotype.every(([, , , , , d0, d1]) => (d0 === -1) === (d1 === -1)));
  }
});

test('both parents of a crossover are distinct, and each of three is drawn first equally often', () => {
  const parents = firstPopulation(full.generator, 3, 's', 1).individuals;
  const random = stream(1, 'parents');
  const counts = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const child = breedOnce(full.generator, parents, { crossover: 1, mutation: 0 }, random);
    assert.notEqual(child.parents[0], child.parents[1]);
    counts.set(child.parents[0]!, (counts.get(child.parents[0]!) ?? 0) + 1);
  }
  assert.ok(chiSquare([...counts.values()], [2_000, 2_000, 2_000]) < chiSquareLimit(2));
});

test('a first population is distinct, archived and the same for the same seed only', () => {
  const first = firstPopulation(full.generator, 32, 'generator', 1);
  assert.equal(new Set(first.individuals.map(({ genotype }) => genotypeKey(genotype))).size, 32);
  assert.deepEqual(first.archive, first.individuals.map(({ genotype }) => genotypeKey(genotype)).sort());
  assert.deepEqual(firstPopulation(full.generator, 32, 'generator', 1), first);
  assert.notDeepEqual(firstPopulation(full.generator, 32, 'generator', 2), first);
});

test('a population as large as its space is the whole space; one more is refused with both numbers', () => {
  assert.equal(spaceSize(tinySpace), 216n);
  assert.equal(firstPopulation(tinySpace, 216, 's', 1).archive.length, 216);
  assert.throws(() => firstPopulation(tinySpace, 217, 's', 1), {
    code: 'EAGAN_SPACE_TOO_SMALL',
    message: /the 216 genotypes .* \(got 217\)/,
  });
});

test('breeding in a tiny space uses it up, then gives fewer offspring', () => {
  const first = firstPopulation(tinySpace, 10, 's', 1);
  const archive = new Set(first.archive);
  const birth = { generation: 1, firstSlot: 0, count: 300 };
  const offspring = breedOffspring(tinySpace, first.individuals, rates, archive, birth, stream(1, 'breed'));
  assert.equal(offspring.length, 206);
  assert.equal(archive.size, 216);
  assert.equal(newRandomGenotype(tinySpace, archive, stream(1, 'none')), null);
  assert.equal(breedChild(tinySpace, first.individuals, rates, archive, stream(1, 'none')), null);
});

test('when parents can give nothing new a random genotype without parents takes the place', () => {
  const parents = parentsOf('generator').slice(0, 1);
  const archive = new Set(parents.map(({ genotype }) => genotypeKey(genotype)));
  const child = breedChild(full.generator, parents, { crossover: 1, mutation: 0 }, archive, stream(1, 'stuck'));
  assert.deepEqual([child!.operator, child!.parents], ['random', []]);
});

test('the last new genotype of a space is found however rare it is', () => {
  const all = new Set(firstPopulation(tinySpace, 216, 's', 1).archive);
  for (const key of [...all].slice(0, 20)) {
    const archive = new Set(all);
    archive.delete(key);
    assert.equal(genotypeKey(newRandomGenotype(tinySpace, archive, stream(1, key))!), key);
  }
});

test('of two genotypes left in a large space each is found about as often', () => {
  const allowed = [0, 1, 2].map(() => [[0, 1, 2], [0, 1, 2], [1, 2, 3], [1], [1], [1], [1]]);
  const space: SearchSpace = { network: 'generator', allowed };
  const keys = Array.from({ length: Number(spaceSize(space)) }, (_, i) => genotypeKey(genotypeAt(space, BigInt(i))));
  const left = [keys[0]!, keys[10_000]!];
  const archive = new Set(keys.filter((key) => !left.includes(key)));
  const found = Array.from({ length: 20 }, (_, seed) => newRandomGenotype(space, archive, stream(seed, 'rare')));
  const firsts = found.filter((genotype) => genotypeKey(genotype!) === left[0]).length;
  assert.ok(firsts >= 5 && firsts <= 15, `${firsts} of 20`);
});
