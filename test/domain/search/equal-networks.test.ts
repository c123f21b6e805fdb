// The archive compares genotypes, not networks: how often two genotypes give the same network, and that both are kept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { genotypeKey } from '../../../domain/search/genotype.js';
import type { Genotype, NetworkName } from '../../../domain/pipeline.js';
import { builtinSpaces, randomGenotype, spaceContains } from '../../../domain/search/search-space.js';
import { stream } from '../../../domain/stream.js';

const spaceOf = (network: NetworkName): (typeof builtinSpaces)[string] => builtinSpaces[`eagan-${network}`]!;
const none = 0;

/**
 * Whether a cell has an operation whose result nothing reads. Only the last cell's node2 is not read by a later cell.
 */
const holdsIdleEdge: Readonly<Record<NetworkName, (cell: readonly number[], isLast: boolean) => boolean>> = {
  generator: ([, , n0, n1, n2, n3, n4], isLast) => {
    const isNode2Idle = isLast && n4 === none;
    const node0 = (n0 !== none && !isNode2Idle) || n2 !== none;
    const node1 = (n1 !== none && !isNode2Idle) || n3 !== none;
    return isNode2Idle || !node0 || !node1;
  },
  discriminator: ([, , n2, n3]) => n2 === none && n3 === none,
};

for (const [network, share] of [
  ['generator', 0.227],
  ['discriminator', 0.047],
] as const)
  test(`${100 * share} % of random ${network}s have an edge that reaches nothing, and another operation there gives another genotype`, () => {
    const random = stream(1, `test/equal-networks/${network}`);
    const drawn = Array.from({ length: 20_000 }, () => randomGenotype(spaceOf(network), random));
    const idle = drawn.filter((cells) => cells.some((cell, i) => holdsIdleEdge[network](cell, i === cells.length - 1)));
    assert.ok(Math.abs(idle.length / drawn.length - share) < 0.01, `${idle.length / drawn.length}`);
  });

test('two genotypes of one network have two identities: an idle edge, and up-sampling edges exchanged with what reads them', () => {
  const middle = [0, 0, 1, 1, 1, 1, 1];
  const pairs: readonly (readonly [Genotype, Genotype])[] = [
    // n4 of the last cell is none, so n0 reaches nothing.
    [
      [middle, middle, [0, 0, 3, 1, 1, 1, none]],
      [middle, middle, [0, 0, 4, 1, 1, 1, none]],
    ],
    [
      [[0, 1, 2, 3, 4, 5, 1], middle, middle],
      [[1, 0, 3, 2, 5, 4, 1], middle, middle],
    ],
  ];
  for (const [one, other] of pairs) {
    assert.ok([one, other].every((genotype) => spaceContains(spaceOf('generator'), genotype)));
    assert.notEqual(genotypeKey(one), genotypeKey(other));
  }
});
