// Spaces with constraints: sizes, numbers, draws and breeding, compared with all genotypes of small random spaces,
// tried one by one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { breedChild, breedOffspring, firstPopulation } from '../../../domain/search/breeding.js';
import { defineSpace } from '../../../domain/search/define-space.js';
import { genes, genotypeKey, genotypeProblem, operationName, operationNames } from '../../../domain/search/genotype.js';
import type { Genotype, NetworkName, SearchSpace, SpaceConstraint } from '../../../domain/pipeline.js';
import {
  fullSpace,
  genotypeAt,
  randomGenotype,
  spaceContains,
  spaceSize,
} from '../../../domain/search/search-space.js';
import { stream } from '../../../domain/stream.js';
import { chiSquare, chiSquareLimit } from '../statistics.js';

const networks: NetworkName[] = ['generator', 'discriminator'];
const namesOf = {
  generator: [...operationNames.normal, ...operationNames.up],
  discriminator: [...operationNames.normal, ...operationNames.down],
};

/** The constraints written again from the guide's sentences. */
function fulfils(network: NetworkName, genotype: Genotype, constraints: readonly SpaceConstraint[]): boolean {
  const names = genotype.flatMap((cell) => cell.map((value, gene) => operationName(genes[network][gene]!.kind, value)));
  return constraints.every((rule) => {
    if (rule.kind === 'equalCells') return new Set(genotype.map((cell) => cell.join())).size === 1;
    const count = names.filter((name) => rule.operations.includes(name)).length;
    return rule.kind === 'atMost' ? count <= rule.count : count >= rule.count;
  });
}

/** Every genotype of a small space, in ascending order of its genes. */
function allOf({ network, allowed, constraints = [] }: SearchSpace): Genotype[] {
  const flat = allowed
    .flat()
    .reduce<number[][]>((heads, values) => heads.flatMap((head) => values.map((value) => [...head, value])), [[]]);
  return flat
    .map((all) => [all.slice(0, 7), all.slice(7, 14), all.slice(14)])
    .filter((one) => genotypeProblem(network, one) === null && fulfils(network, one, constraints));
}

function constraintsOf(network: NetworkName): fc.Arbitrary<SpaceConstraint[]> {
  const operations = fc.subarray([...new Set(namesOf[network])], { minLength: 1, maxLength: 5 });
  const counting = fc.record({
    kind: fc.constantFrom('atMost' as const, 'atLeast' as const),
    operations,
    count: fc.nat(12),
  });
  const equal = fc.constant({ kind: 'equalCells' } as const);
  return fc.array(fc.oneof({ weight: 5, arbitrary: counting }, { weight: 1, arbitrary: equal }), {
    minLength: 1,
    maxLength: 3,
  });
}

function spacesOf(network: NetworkName): fc.Arbitrary<SearchSpace> {
  const gene = (all: readonly number[]) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.subarray([...all], { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.subarray([...all], { minLength: 2, maxLength: 2 }) },
    );
  const cell = fc.tuple(...fullSpace(network).allowed[0]!.map(gene));
  const cells = fc.oneof(
    fc.tuple(cell, cell, cell),
    cell.map((one) => [one, one, one]),
  );
  return fc
    .tuple(cells, constraintsOf(network))
    .map(([allowed, constraints]) => ({ network, allowed, constraints }))
    .filter(({ allowed }) => allowed.flat().reduce((size, values) => size * values.length, 1) <= 1_500);
}

for (const network of networks) {
  test(`in random small spaces of a ${network} size, numbers, membership and draws equal those found by trying every genotype`, () => {
    let filled = 0;
    fc.assert(
      fc.property(spacesOf(network), fc.nat(), (space, seed) => {
        const all = allOf(space);
        const keys = new Set(all.map(genotypeKey));
        assert.equal(spaceSize(space), BigInt(all.length));
        assert.deepEqual(all.map((_, index) => genotypeKey(genotypeAt(space, BigInt(index)))).sort(), [...keys].sort());
        for (const genotype of allOf({ ...space, constraints: [] }).slice(0, 200))
          assert.equal(spaceContains(space, genotype), keys.has(genotypeKey(genotype)));
        if (all.length === 0) return;
        filled++;
        const random = stream(seed, 'draws');
        for (let i = 0; i < 20; i++) assert.ok(keys.has(genotypeKey(randomGenotype(space, random))));
      }),
      { numRuns: 150, seed: 8 },
    );
    assert.ok(filled > 20, `${filled}`);
  });

  test(`the numbers of a constrained ${network} space ascend with the genes, as in a free space`, () => {
    const free: SearchSpace = {
      network,
      allowed: fullSpace(network).allowed.map((cell) => cell.map((one) => one.slice(0, 2))),
    };
    const bound: SearchSpace = { ...free, constraints: [{ kind: 'atMost', operations: ['none'], count: 21 }] };
    const size = spaceSize(free);
    assert.equal(spaceSize(bound), size);
    for (let i = 0n; i < size; i += size / 97n + 1n) assert.deepEqual(genotypeAt(bound, i), genotypeAt(free, i));
  });

  test(`breeding in small constrained spaces of a ${network} gives every genotype once, then ends`, () => {
    let exhausted = 0;
    fc.assert(
      fc.property(spacesOf(network), fc.nat(), (space, seed) => {
        const size = Number(spaceSize(space));
        if (size === 0 || size > 12) return;
        const first = firstPopulation(space, Math.min(size, 3), 's', seed);
        const archive = new Set(first.archive);
        const birth = { generation: 1, firstSlot: 3, count: 40 };
        const rates = { crossover: 0.3, mutation: 0.5 };
        const offspring = breedOffspring(space, first.individuals, rates, archive, birth, stream(seed, 'breed'));
        assert.equal(first.individuals.length + offspring.length, size);
        assert.equal(archive.size, size);
        assert.ok(offspring.every(({ genotype }) => spaceContains(space, genotype)));
        exhausted++;
      }),
      { numRuns: 100, seed: 9 },
    );
    assert.ok(exhausted >= 3, `${exhausted}`);
  });
}

test('a constraint on a name counts every kind of edge with that operation', () => {
  const cell = [3, 1, 1, 3, 1, 2, 3]; // n0 and n3 conv_3x3, d0 conv_3x3, d1 conv_5x5
  const at = (count: number): SearchSpace =>
    defineSpace({ network: 'discriminator', constraints: [{ kind: 'atMost', operations: ['conv_3x3'], count }] });
  assert.equal(spaceContains(at(9), [cell, cell, cell]), true);
  assert.equal(spaceContains(at(8), [cell, cell, cell]), false);
  const halved = defineSpace({
    network: 'discriminator',
    constraints: [{ kind: 'atLeast', operations: ['none'], count: 2 }],
  });
  const rest = [1, 1, 1, 1, 1, 0, 0];
  assert.equal(spaceContains(halved, [[1, 1, 1, 1, 1, -1, -1], rest, rest]), true);
  assert.equal(spaceContains(halved, [rest, rest, rest]), false);
});

const equal: SearchSpace = { ...fullSpace('generator'), constraints: [{ kind: 'equalCells' }] };

test('with equal cells there are as many genotypes as cells, and none if cells may not be equal', () => {
  assert.equal(spaceSize(equal), 147_744n);
  assert.equal(spaceSize({ ...fullSpace('discriminator'), constraints: [{ kind: 'equalCells' }] }), 511_488n);
  const apart = defineSpace({
    network: 'generator',
    force: [0, 1, 2].map((cell) => ({ gene: 'u0', operation: operationNames.up[cell]!, cell: cell + 1 })),
    constraints: [{ kind: 'equalCells' }],
  });
  assert.equal(spaceSize(apart), 0n);
});

test('in a space of equal cells offspring are bred, not drawn: a change applies to all cells', () => {
  const parents = firstPopulation(equal, 8, 's', 1).individuals;
  const archive = new Set(parents.map(({ genotype }) => genotypeKey(genotype)));
  const random = stream(1, 'equal');
  const children = Array.from({ length: 200 }, () =>
    breedChild(equal, parents, { crossover: 0.3, mutation: 0.5 }, archive, random)!,
  );
  assert.ok(children.every(({ operator, genotype }) => operator !== 'random' && spaceContains(equal, genotype)));
  assert.deepEqual([...new Set(children.map(({ operator }) => operator))].sort(), [
    'crossover',
    'crossover+mutation',
    'mutation',
  ]);
  for (const {
    genotype,
    parents: [id],
    operator,
  } of children) {
    if (operator === 'crossover+mutation') continue;
    const parent = parents.find((one) => one.id === id)!.genotype[0]!;
    const changed = genotype[0]!.filter((value, gene) => value !== parent[gene]);
    assert.equal(changed.length, 1);
  }
});

test('if few genotypes obey the constraints, each is drawn equally often', () => {
  const small: SearchSpace = {
    ...defineSpace({ network: 'generator', operations: { up: ['nearest'] } }),
    constraints: [
      { kind: 'atMost', operations: operationNames.normal.slice(1), count: 6 },
      { kind: 'atLeast', operations: ['conv_3x3'], count: 3 },
      { kind: 'equalCells' },
    ],
  };
  const few = Array.from({ length: Number(spaceSize(small)) }, (_, i) => genotypeKey(genotypeAt(small, BigInt(i))));
  assert.equal(few.length, 12 * 18 - 10 * 15);
  const random = stream(1, 'rare');
  const counts = new Map(few.map((key) => [key, 0]));
  for (let i = 0; i < few.length * 100; i++) {
    const key = genotypeKey(randomGenotype(small, random));
    counts.set(key, counts.get(key)! + 1);
  }
  const found = few.map((key) => counts.get(key)!);
  assert.ok(
    chiSquare(
      found,
      found.map(() => 100),
    ) < chiSquareLimit(few.length - 1),
    found.join(),
  );
});
test('the sizes of constrained full spaces and the genotypes of some numbers equal the golden values', () => {
  const space: SearchSpace = {
    ...fullSpace('discriminator'),
    constraints: [
      { kind: 'atMost', operations: ['conv_5x5', 'dil_conv_5x5'], count: 4 },
      { kind: 'atLeast', operations: ['skip_connect', 'none'], count: 3 },
    ],
  };
  const size = spaceSize(space);
  const drawn = [0n, size / 2n, size - 1n].map((index) => genotypeAt(space, index));
  assert.ok(drawn.every((genotype) => spaceContains(space, genotype)));
  assert.deepEqual(
    [String(size), ...drawn.map(genotypeKey)],
    [
      '21556153082383344',
      '1,0,1,0,1,-1,-1/1,0,1,0,1,-1,-1/1,0,1,0,1,-1,-1',
      '3,2,1,4,2,3,0/1,3,2,1,3,5,1/1,2,1,0,1,2,3',
      '6,6,6,6,5,4,4/5,5,5,5,5,4,4/5,5,5,5,1,-1,-1',
    ],
  );
});
