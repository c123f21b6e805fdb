// Sizes are exact, enumeration is complete, and sampling draws every group of genes as the method says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genes, genotypeKey, genotypeProblem } from '../../../domain/search/genotype.js';
import type { Genotype, NetworkName, SearchSpace } from '../../../domain/pipeline.js';
import {
  fullSpace,
  genotypeAt,
  randomGenotype,
  builtinSpaces,
  spaceByName,
  spaceContains,
  spaceSize,
} from '../../../domain/search/search-space.js';
import { stream } from '../../../domain/stream.js';
import { chiSquare, chiSquareLimit } from '../statistics.js';

const networks: NetworkName[] = ['generator', 'discriminator'];
const full = { generator: fullSpace('generator'), discriminator: fullSpace('discriminator') };
const cells = { generator: 147_744, discriminator: 511_488 };

/** The first cell is free, and the others are fixed to one legal cell. */
function oneFreeCell(network: NetworkName): SearchSpace {
  const forced = (network === 'generator' ? [0, 0, 1, 1, 1, 1, 1] : [1, 1, 1, 1, 1, -1, -1]).map((value) => [value]);
  return { network, allowed: [full[network].allowed[0]!, forced, forced] };
}

/** Legality written again from the reference's sentences: the slow rule to count by. */
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
}

/**
 * What algorithm.md says of each network: the groups of genes that are drawn together, and their numbers of legal
 * values. d1 is drawn if d0 is not −1.
 */
const groups: Readonly<Record<NetworkName, readonly (readonly [genes: string, values: number])[]>> = {
  generator: [
    ['u0', 3],
    ['u1', 3],
    ['n0 n1', 48],
    ['n2 n3 n4', 342],
  ],
  discriminator: [
    ['n0', 6],
    ['n1 n2', 48],
    ['n3 n4', 48],
    ['d0', 7],
    ['d1', 6],
  ],
};
const draws = 20_000;
const drawn = Object.fromEntries(
  networks.map((network) => {
    const random = stream(7, `${network}/sampling`);
    return [network, Array.from({ length: draws }, () => randomGenotype(full[network], random))];
  }),
) as Record<NetworkName, Genotype[]>;

/** The values of genes by name; null for the d1 of a cell without down-sampling. */
function valuesByName(network: NetworkName, cell: readonly number[], names: string): string | null {
  const values = names.split(' ').map((name) => cell[genes[network].findIndex((gene) => gene.name === name)]!);
  return names === 'd1' && values[0] === -1 ? null : values.join();
}

/**
 * Asserts that the chi-square of found values against equal shares is below the value that a correct sampler exceeds
 * with probability 10⁻⁵.
 */
function assertUniform(found: readonly string[], values: number, what: string): void {
  const counts = new Map<string, number>();
  for (const value of found) counts.set(value, (counts.get(value) ?? 0) + 1);
  assert.equal(counts.size, values, `${what} takes ${values} values`);
  const expected = new Array<number>(values).fill(found.length / values);
  const chi = chiSquare([...counts.values()], expected);
  assert.ok(chi < chiSquareLimit(values - 1), `${what}: chi-square ${chi}`);
}

for (const network of networks)
  for (const [names, values] of groups[network])
    test(`every group of a random ${network} is uniform over its legal values: ${names} over ${values}, in each cell`, () => {
      for (const cell of [0, 1, 2]) {
        const found = drawn[network].map((genotype) => valuesByName(network, genotype[cell]!, names));
        assertUniform(
          found.filter((value) => value !== null),
          values,
          `cell ${cell + 1}`,
        );
      }
    });

test('groups are drawn independently of each other and of other cells', () => {
  const joint = (network: NetworkName, ...places: (readonly [cell: number, names: string])[]): string[] =>
    drawn[network].map((genotype) =>
      places.map(([cell, names]) => valuesByName(network, genotype[cell]!, names)).join(';'),
    );
  assertUniform(joint('generator', [0, 'u0'], [0, 'u1'], [1, 'u0'], [2, 'u1']), 81, 'up genes');
  assertUniform(joint('generator', [0, 'n0 n1'], [1, 'u0']), 144, 'node2 and the next cell');
  assertUniform(joint('generator', [2, 'n2 n3 n4'], [2, 'u0']), 1026, 'node3 and its up gene');
  assertUniform(joint('discriminator', [0, 'n0'], [0, 'd0'], [1, 'd0']), 294, 'down genes of two cells');
  assertUniform(joint('discriminator', [1, 'n1 n2'], [2, 'n0']), 288, 'node2 and the next cell');
});

test('a restricted space draws only what it allows', () => {
  const space = oneFreeCell('discriminator');
  const random = stream(1, 'restricted');
  for (let i = 0; i < 200; i++) assert.ok(spaceContains(space, randomGenotype(space, random)));
  const anywhere = randomGenotype(full.discriminator, random);
  assert.equal(spaceContains(space, anywhere), false);
});

test('a space without a legal genotype is refused and not searched forever', () => {
  const empty: SearchSpace = {
    network: 'generator',
    allowed: [[[0], [0], [0], [0], [1], [1], [1]], ...full.generator.allowed.slice(1)],
  };
  assert.equal(spaceSize(empty), 0n);
  assert.throws(() => randomGenotype(empty, stream(1, 'empty')), { code: 'EAGAN_SPACE_TOO_SMALL' });
});

test('spaces are found by name only for their own network', () => {
  assert.equal(spaceByName('generator', 'eagan-generator', {}), builtinSpaces['eagan-generator']);
  assert.throws(() => spaceByName('generator', 'eagan-discriminator', {}), {
    code: 'EAGAN_SPACE_UNKNOWN',
    message: /one of eagan-generator \(got eagan-discriminator\)/,
  });
});
