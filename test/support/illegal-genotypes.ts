// Genotypes that break one rule each.
import type { NetworkName } from '../../domain/pipeline.js';

export const generatorCell = [1, 1, 1, 0, 2, 3, 1];
const discriminatorCell = [3, 0, 3, 0, 2, 0, 0];

/** Three cells, the second one with other genes. */
export const withGene = (cell: number[], changes: Record<number, number>): number[][] => {
  const changed = cell.map((value, index) => changes[index] ?? value);
  return [cell, changed, cell];
};

/** Every way to break a rule: network, what is wrong, the genotype, and what the complaint must say. */
export const illegalGenotypes: readonly (readonly [NetworkName, string, unknown, RegExp])[] = [
  [
    'generator',
    'both terms of node2 absent',
    withGene(generatorCell, { 2: 0, 3: 0 }),
    /cell 2.*n0, n1 must not all be 0/,
  ],
  [
    'generator',
    'all terms of node3 absent',
    withGene(generatorCell, { 4: 0, 5: 0, 6: 0 }),
    /n2, n3, n4 must not all be 0/,
  ],
  ['generator', 'an up operation beyond the list', withGene(generatorCell, { 0: 3 }), /u0 must be 0 to 2/],
  ['generator', 'a normal operation beyond the list', withGene(generatorCell, { 6: 7 }), /n4 must be 0 to 6/],
  ['generator', 'a gene that is no integer', withGene(generatorCell, { 6: 1.5 }), /n4 must be 0 to 6/],
  ['discriminator', 'node1 absent', withGene(discriminatorCell, { 0: 0 }), /n0 must be 1 to 6, not 0/],
  ['discriminator', 'both terms of node2 absent', withGene(discriminatorCell, { 2: 0 }), /n1, n2 must not all be 0/],
  ['discriminator', 'both terms of node3 absent', withGene(discriminatorCell, { 4: 0 }), /n3, n4 must not all be 0/],
  [
    'discriminator',
    'half a down-sampling',
    withGene(discriminatorCell, { 5: -1 }),
    /d0 must be -1 exactly when d1 is -1/,
  ],
  ['discriminator', 'the other half', withGene(discriminatorCell, { 6: -1 }), /d0 must be -1 exactly when d1 is -1/],
  ['discriminator', 'a down operation beyond the list', withGene(discriminatorCell, { 5: 6 }), /d0 must be -1 to 5/],
  ['discriminator', 'a down operation below −1', withGene(discriminatorCell, { 5: -2, 6: -2 }), /d0 must be -1 to 5/],
  [
    'discriminator',
    'a second down operation beyond the list',
    withGene(discriminatorCell, { 6: 6 }),
    /d1 must be -1 to 5/,
  ],
  ['discriminator', 'a normal operation below none', withGene(discriminatorCell, { 1: -1 }), /n1 must be 0 to 6/],
  ['generator', 'an up operation below the list', withGene(generatorCell, { 1: -1 }), /u1 must be 0 to 2/],
  ['generator', 'a gene that is no number', withGene(generatorCell, { 3: NaN }), /n1 must be 0 to 6/],
  [
    'generator',
    'a gene in words',
    [['0', '1', '1', '0', '2', '3', '1'], generatorCell, generatorCell],
    /cell 1.*u0 must be 0 to 2/,
  ],
  [
    'discriminator',
    'eight genes',
    [discriminatorCell, [...discriminatorCell, 0], discriminatorCell],
    /cell 2.*must have 7 genes \(got 8\)/,
  ],
  [
    'discriminator',
    'a cell that is no list',
    [discriminatorCell, discriminatorCell, 3],
    /cell 3.*must have 7 genes \(got number\)/,
  ],
  ['discriminator', 'two cells', [discriminatorCell, discriminatorCell], /must have 3 cells \(got 2\)/],
  ['generator', 'six genes', [generatorCell, generatorCell, [1, 1, 1, 0, 2, 3]], /cell 3.*must have 7 genes \(got 6\)/],
  ['generator', 'no list at all', 'autogan', /must have 3 cells \(got string\)/],
];
