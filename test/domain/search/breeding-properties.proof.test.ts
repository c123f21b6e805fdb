// Breeding in random spaces of both networks, down to their last genotype: offspring are always legal and new, and
// breeding always ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { breedOffspring, firstPopulation } from '../../../domain/search/breeding.js';
import { genotypeKey, genotypeProblem } from '../../../domain/search/genotype.js';
import { searchedHalves } from '../../../domain/search/pairs.js';
import type { NetworkName, SearchSpace } from '../../../domain/pipeline.js';
import { fullSpace, spaceSize } from '../../../domain/search/search-space.js';
import {
  stageSpaceContains,
  stageSpaceSize,
  type PairSpace,
  type StageSpace,
} from '../../../domain/search/stage-space.js';
import { stream } from '../../../domain/stream.js';

/** Spaces with one operation on most edges and up to three on some. Some have no legal genotype. */
function spacesOf(network: NetworkName): fc.Arbitrary<SearchSpace> {
  const gene = (all: readonly number[]) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.subarray([...all], { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.subarray([...all], { minLength: 2, maxLength: 3 }) },
    );
  const cells = fullSpace(network).allowed.map((cell) => fc.tuple(...cell.map(gene)));
  return fc.tuple(...cells).map((allowed) => ({ network, allowed }));
}
const rates = fc.constantFrom(0, 0.3, 0.5, 1);

/**
 * Breeds generation after generation from two parents until the space gives nothing more. Gives all offspring and the
 * archive.
 */
function breedToTheEnd(space: StageSpace, crossover: number, mutation: number, seed: number): string[] {
  const size = Number(stageSpaceSize(space));
  const first = firstPopulation(space, Math.min(size, 4), 's', seed);
  const archive = new Set(first.archive);
  const keys = [...first.archive];
  const random = stream(seed, 'breed');
  let parents = first.individuals;
  for (let generation = 1; ; generation++) {
    const birth = { generation, firstSlot: 2, count: 40 };
    const before = new Set(archive);
    const offspring = breedOffspring(space, parents, { crossover, mutation }, archive, birth, random);
    for (const { genotype } of offspring) {
      for (const half of searchedHalves(space.network, genotype))
        assert.equal(genotypeProblem(half.network, half.genotype), null);
      assert.ok(stageSpaceContains(space, genotype));
      assert.ok(!before.has(genotypeKey(genotype)));
      keys.push(genotypeKey(genotype));
    }
    if (offspring.length < birth.count) return keys;
    parents = offspring.slice(0, 3);
  }
}

const isSmall = (space: SearchSpace): boolean => spaceSize(space) >= 1n && spaceSize(space) <= 4n;

/** Spaces of pairs from small spaces of this kind. */
const pairSpaces: fc.Arbitrary<PairSpace> = fc
  .tuple(spacesOf('generator').filter(isSmall), spacesOf('discriminator').filter(isSmall))
  .map(([generator, discriminator]) => ({ network: 'both', generator, discriminator }));

const smallSpaces = {
  generator: spacesOf('generator'),
  discriminator: spacesOf('discriminator'),
  pair: pairSpaces,
};

for (const [name, spaces] of Object.entries(smallSpaces)) {
  test(`in random small spaces of a ${name} breeding gives every legal genotype exactly once, then ends`, () => {
    let exhausted = 0;
    fc.assert(
      fc.property<[StageSpace, number, number, number]>(
        spaces,
        rates,
        rates,
        fc.nat(),
        (space, crossover, mutation, seed) => {
          const size = stageSpaceSize(space);
          if (size === 0n || size > 12n) return;
          const keys = breedToTheEnd(space, crossover, mutation, seed);
          assert.equal(keys.length, Number(size));
          assert.equal(new Set(keys).size, keys.length);
          exhausted++;
        },
      ),
      { numRuns: 70, seed: 5 },
    );
    assert.ok(exhausted >= 3, `${exhausted}`);
  });
}

for (const network of ['generator', 'discriminator'] as const) {
  test(`in the whole space of a ${network} 1,000 offspring of any rates are legal and new`, () => {
    fc.assert(
      fc.property(rates, rates, fc.nat(), (crossover, mutation, seed) => {
        const space = fullSpace(network);
        const first = firstPopulation(space, 2, 's', seed);
        const archive = new Set(first.archive);
        const birth = { generation: 1, firstSlot: 2, count: 100 };
        const random = stream(seed, 'breed');
        const offspring = breedOffspring(space, first.individuals, { crossover, mutation }, archive, birth, random);
        assert.equal(offspring.length, 100);
        assert.ok(offspring.every(({ genotype }) => genotypeProblem(network, genotype) === null));
        assert.equal(archive.size, 102);
      }),
      { numRuns: 10, seed: 6 },
    );
  });
}
