// Breeding: rates follow the method, no genotype is illegal or archived, and breeding always ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Individual } from '../../../domain/steps/artifacts.js';
import {
  breedChild,
  breedOffspring,
  breedOnce,
  firstPopulation,
  newRandomGenotype,
  type BreedingRates,
  type Child,
} from '../../../domain/search/breeding.js';
import { edges, genes, genotypeKey, genotypeProblem } from '../../../domain/search/genotype.js';
import type { Genotype, NetworkName, SearchSpace } from '../../../domain/pipeline.js';
import { fullSpace, genotypeAt, spaceSize, valuesAt } from '../../../domain/search/search-space.js';
import { stream } from '../../../domain/stream.js';
import { chiSquare, chiSquareLimit } from '../statistics.js';
import { individualOf } from '../fixtures.js';

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
  return [a, b].map((cell, i) => individualOf(`g000-i0${i}`, [cell!, cell!, cell!]));
};

/** Three parents of which any two differ on every edge. */
const distinctParents = (network: NetworkName): Individual[] =>
  [1, 2, 3].map((value) => {
    const cell = genes[network].map(({ kind }) => (kind === 'up' ? value % 3 : value));
    return individualOf(`g000-i0${value}`, [cell, cell, cell]);
  });

/**
 * How many operations each edge may take, legal or not with its neighbours. Only n0 of a discriminator and (d0, d1)
 * have rules of their own.
 */
const choices = { generator: [3, 3, 7, 7, 7, 7, 7], discriminator: [6, 7, 7, 7, 7, 37] };

/** `cell:edge` of each edge where two genotypes differ. */
function changedEdges(network: NetworkName, a: Genotype, b: Genotype): string[] {
  return a.flatMap((cell, index) =>
    edges[network]
      .filter((edge) => valuesAt(cell, edge).join() !== valuesAt(b[index]!, edge).join())
      .map((edge) => `${index}:${edge.join()}`),
  );
}

/** A space with two choices on one edge of each cell and three on another. */
const tinySpace: SearchSpace = {
  network: 'generator',
  allowed: [0, 1, 2].map(() => [[0], [0, 1], [1], [1], [1, 2, 3], [1], [1]]),
};

/** `tries` children of these parents under these rates. */
function children(network: NetworkName, parents: readonly Individual[], rates: BreedingRates, tries: number): Child[] {
  const random = stream(5, `${network}/${JSON.stringify(rates)}`);
  return Array.from({ length: tries }, () => breedOnce(full[network], parents, rates, random));
}

/**
 * Asserts that the chi-square of counts by key against these shares (default: equal) is below the value that correct
 * rates exceed with probability 10⁻⁵.
 */
function assertShares(found: readonly string[], shares: Readonly<Record<string, number>> | number, what: string): void {
  const counts = new Map<string, number>();
  for (const key of found) counts.set(key, (counts.get(key) ?? 0) + 1);
  const keys = [...counts.keys()];
  const expected = keys.map((key) => (typeof shares === 'number' ? 1 / shares : (shares[key] ?? 0)) * found.length);
  assert.equal(keys.length, typeof shares === 'number' ? shares : Object.keys(shares).length, what);
  const chi = chiSquare(
    keys.map((key) => counts.get(key)!),
    expected,
  );
  assert.ok(chi < chiSquareLimit(keys.length - 1), `${what}: chi-square ${chi}`);
}

for (const network of networks) {
  const edgeCount = 3 * edges[network].length;
  const byId = (parents: readonly Individual[], id: string): Genotype =>
    parents.find((each) => each.id === id)!.genotype;

  test(`a ${network} child crosses with probability 0.3 and mutates with 0.5, independently`, () => {
    const parents = parentsOf(network);
    const operators = children(network, parents, rates, 20_000).map(({ genotype, parents: ids, operator }) => {
      // These parents differ everywhere, so every operator changes the child. Without an operator the child equals its
      // first parent.
      const changed = changedEdges(network, byId(parents, ids[0]!), genotype).length;
      assert.ok(changed <= 2);
      assert.equal(ids.length, operator.startsWith('crossover') ? 2 : 1);
      return operator === 'mutation' && changed === 0 ? 'none' : operator;
    });
    const shares = { none: 0.35, crossover: 0.15, mutation: 0.35, 'crossover+mutation': 0.15 };
    assertShares(operators, shares, 'operators');
  });

  test(`crossover gives a ${network} child of the first parent one edge of the second, each edge equally often`, () => {
    const parents = parentsOf(network);
    const taken = children(network, parents, { crossover: 1, mutation: 0 }, 10_000).map(
      ({ genotype, parents: ids }) => {
        const [first, second] = ids.map((id) => byId(parents, id)) as [Genotype, Genotype];
        const [fromFirst, fromSecond] = [
          changedEdges(network, genotype, first),
          changedEdges(network, genotype, second),
        ];
        assert.equal(fromFirst.length, 1);
        assert.equal(fromSecond.length, edgeCount - 1);
        return fromFirst[0]!;
      },
    );
    assertShares(taken, edgeCount, 'edges');
  });

  test(`mutation changes one edge of a ${network} child, each equally often, to each other operation equally often`, () => {
    const parents = parentsOf(network).slice(0, 1);
    const mutants = children(network, parents, { crossover: 0, mutation: 1 }, 20_000);
    const changes = mutants.map(({ genotype }) => {
      const changed = changedEdges(network, parents[0]!.genotype, genotype);
      assert.equal(changed.length, 1);
      return { edge: changed[0]!, genotype };
    });
    assertShares(
      changes.map(({ edge }) => edge),
      edgeCount,
      'edges',
    );
    for (const [index, edge] of edges[network].entries()) {
      const values = [0, 1, 2].flatMap((cell) =>
        changes
          .filter((change) => change.edge === `${cell}:${edge.join()}`)
          .map(({ genotype }) => valuesAt(genotype[cell]!, edge).join()),
      );
      assertShares(values, choices[network][index]! - 1, `operations of edge ${edge.join()}`);
    }
  });

  test(`each ordered pair of distinct ${network} parents is drawn equally often`, () => {
    const parents = distinctParents(network);
    const drawn = children(network, parents, { crossover: 1, mutation: 0 }, 12_000).map(({ parents: ids }) =>
      ids.join(),
    );
    assertShares(drawn, parents.length * (parents.length - 1), 'pairs');
    assert.ok(drawn.every((pair) => new Set(pair.split(',')).size === 2));
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

test('the down pair of a discriminator crosses and mutates as one edge, never by half', () => {
  const random = stream(1, 'pairs');
  const parents = parentsOf('discriminator');
  for (let i = 0; i < 3_000; i++) {
    const { genotype } = breedOnce(full.discriminator, parents, { crossover: 1, mutation: 1 }, random);
    assert.ok(genotype.every(([, , , , , d0, d1]) => (d0 === -1) === (d1 === -1)));
  }
});

test('the individuals of a first population are distinct and archived, and equal only for the same seed', () => {
  const first = firstPopulation(full.generator, 32, 'generator', 1);
  assert.equal(new Set(first.individuals.map(({ genotype }) => genotypeKey(genotype))).size, 32);
  assert.deepEqual(first.archive, first.individuals.map(({ genotype }) => genotypeKey(genotype)).sort());
  assert.deepEqual(firstPopulation(full.generator, 32, 'generator', 1), first);
  assert.notDeepEqual(firstPopulation(full.generator, 32, 'generator', 2), first);
});

test('a population as large as its space is the whole space, and a larger one is refused with both numbers', () => {
  assert.equal(spaceSize(tinySpace), 216n);
  assert.equal(firstPopulation(tinySpace, 216, 's', 1).archive.length, 216);
  assert.throws(() => firstPopulation(tinySpace, 217, 's', 1), {
    code: 'EAGAN_SPACE_TOO_SMALL',
    message: /at most 216, .* \(got 217\)/,
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

test('if parents can give nothing new, a random genotype without parents takes the place', () => {
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

test('the last two new genotypes of a large space are found equally often', () => {
  const allowed = [0, 1, 2].map(() => [[0, 1, 2], [0, 1, 2], [1, 2, 3], [1], [1], [1], [1]]);
  const space: SearchSpace = { network: 'generator', allowed };
  const keys = Array.from({ length: Number(spaceSize(space)) }, (_, i) => genotypeKey(genotypeAt(space, BigInt(i))));
  const left = [keys[0]!, keys[10_000]!];
  const archive = new Set(keys.filter((key) => !left.includes(key)));
  const found = Array.from({ length: 20 }, (_, seed) => newRandomGenotype(space, archive, stream(seed, 'rare')));
  const firsts = found.filter((genotype) => genotypeKey(genotype!) === left[0]).length;
  assert.ok(firsts >= 5 && firsts <= 15, `${firsts} of 20`);
});
