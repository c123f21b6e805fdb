// Sizes are exact, enumeration is complete, and sampling draws every group as the method says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genotypeKey, genotypeProblem, geneGroups } from '../../domain/genotype.js';
import type { NetworkName } from '../../domain/pipeline.js';
import {
  fullSpace,
  genotypeAt,
  randomGenotype,
  searchSpaces,
  spaceByName,
  spaceContains,
  spaceSize,
  valuesOf,
  type SearchSpace,
} from '../../domain/search-space.js';
import { stream } from '../../domain/stream.js';
import { chiSquare, chiSquareLimit } from './statistics.js';

const networks: NetworkName[] = ['generator', 'discriminator'];
const full = { generator: fullSpace('generator'), discriminator: fullSpace('discriminator') };
const cells = { generator: 147_744, discriminator: 511_488 };

/** The first cell free, the others forced to one legal cell. */
function oneFreeCell(network: NetworkName): SearchSpace {
  const forced = (network === 'generator' ? [0, 0, 1, 1, 1, 1, 1] : [1, 1, 1, 1, 1, -1, -1]).map((value) => [value]);
  return { network, allowed: [full[network].allowed[0]!, forced, forced] };
}

/** Legality written out again, straight from the reference's sentences, as the slow rule to count by. */
function isLegalCell(network: NetworkName, cell: readonly number[]): boolean {
  if (network === 'generator') return cell[2]! + cell[3]! > 0 && cell[4]! + cell[5]! + cell[6]! > 0;
  const halved = (cell[5] === -1) === (cell[6] === -1);
  return cell[0]! >= 1 && cell[1]! + cell[2]! > 0 && cell[3]! + cell[4]! > 0 && halved;
}

function countLegalCells(network: NetworkName): number {
  let count = 0;
  const walk = (cell: number[]): void => {
    if (cell.length === 7) count += isLegalCell(network, cell) ? 1 : 0;
    else for (const value of full[network].allowed[0]![cell.length]!) walk([...cell, value]);
  };
  walk([]);
  return count;
}

for (const network of networks) {
  test(`a ${network} has exactly ${cells[network]} legal cells, counted one by one, and their cube of genotypes`, () => {
    assert.equal(countLegalCells(network), cells[network]);
    assert.equal(spaceSize(oneFreeCell(network)), BigInt(cells[network]));
    assert.equal(spaceSize(full[network]), BigInt(cells[network]) ** 3n);
  });

  test(`the enumeration of a ${network} space gives every genotype once, all legal`, () => {
    const allowed = full[network].allowed.map((cell) => cell.map((operations) => operations.slice(0, 2)));
    const forced = oneFreeCell(network).allowed[1]!;
    const space: SearchSpace = { network, allowed: [allowed[0]!, forced, allowed[2]!] };
    const size = spaceSize(space);
    const all = Array.from({ length: Number(size) }, (_, index) => genotypeAt(space, BigInt(index)));
    assert.equal(BigInt(new Set(all.map(genotypeKey)).size), size);
    assert.ok(all.every((genotype) => genotypeProblem(network, genotype) === null && spaceContains(space, genotype)));
  });

  test(`every group of a random ${network} is uniform over its legal values, the down pair by d0 first`, () => {
    const draws = 20_000;
    const random = stream(7, `${network}/sampling`);
    const drawn = Array.from({ length: draws }, () => randomGenotype(full[network], random));
    for (const group of geneGroups[network]) {
      const counts = new Map<string, number>();
      for (const genotype of drawn) {
        for (const cell of genotype) {
          const key = valuesOf(cell, group).join();
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
      }
      const isDown = network === 'discriminator' && group[0] === 5;
      assert.equal(
        counts.size,
        isDown
          ? 37
          : { 0: network === 'generator' ? 3 : 6, 1: network === 'generator' ? 3 : 48, 2: 48, 3: 48, 4: 342 }[
              group[0]!
            ],
      );
      const share = (key: string): number => (isDown ? (key === '-1,-1' ? 1 / 7 : 1 / 42) : 1 / counts.size);
      const expected = [...counts.keys()].map((key) => share(key) * draws * 3);
      const found = chiSquare([...counts.values()], expected);
      assert.ok(found < chiSquareLimit(counts.size - 1), `group ${group.join()}: chi-square ${found}`);
    }
  });
}

test('a restricted space draws only what it allows', () => {
  const space = oneFreeCell('discriminator');
  const random = stream(1, 'restricted');
  for (let i = 0; i < 200; i++) assert.ok(spaceContains(space, randomGenotype(space, random)));
  const anywhere = randomGenotype(full.discriminator, random);
  assert.equal(spaceContains(space, anywhere), false);
});

test('a space without a legal genotype is refused, not searched for ever', () => {
  const empty: SearchSpace = {
    network: 'generator',
    allowed: [[[0], [0], [0], [0], [1], [1], [1]], ...full.generator.allowed.slice(1)],
  };
  assert.equal(spaceSize(empty), 0n);
  assert.throws(() => randomGenotype(empty, stream(1, 'empty')), { code: 'EAGAN_SPACE_TOO_SMALL' });
});

test('spaces are found by name for their own network only', () => {
  assert.equal(spaceByName('generator', 'eagan-generator'), searchSpaces['eagan-generator']);
  assert.throws(() => spaceByName('generator', 'eagan-discriminator'), {
    code: 'EAGAN_PIPELINE_INVALID',
    message: /one of eagan-generator \(got eagan-discriminator\)/,
  });
});
