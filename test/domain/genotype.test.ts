// Operations by name, legality by rule and cell, built-in architectures, and a genotype in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinArchitecture, builtinGenotypes, builtinNames } from '../../domain/builtin-genotypes.js';
import { EaganError } from '../../domain/errors.js';
import { assertLegalGenotype, genotypeKey, genotypeProblem, operationName } from '../../domain/genotype.js';
import type { NetworkName } from '../../domain/pipeline.js';

const generatorCell = [1, 1, 1, 0, 2, 3, 1];
const discriminatorCell = [3, 0, 3, 0, 2, 0, 0];

const withGene = (cell: number[], changes: Record<number, number>): number[][] => {
  const changed = cell.map((value, index) => changes[index] ?? value);
  return [cell, changed, cell];
};

const illegal: [NetworkName, string, unknown, RegExp][] = [
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
  ['discriminator', 'two cells', [discriminatorCell, discriminatorCell], /must have 3 cells \(got 2\)/],
  ['generator', 'six genes', [generatorCell, generatorCell, [1, 1, 1, 0, 2, 3]], /cell 3.*must have 7 genes \(got 6\)/],
  ['generator', 'no list at all', 'autogan', /must have 3 cells \(got string\)/],
];

for (const [network, what, genotype, message] of illegal) {
  test(`a ${network} is illegal with ${what}, and the complaint says which rule`, () => {
    assert.throws(
      () => assertLegalGenotype(network, genotype),
      (error: unknown) =>
        error instanceof EaganError && error.code === 'EAGAN_GENOTYPE_ILLEGAL' && message.test(error.message),
    );
  });
}

test('every built-in genotype is legal for its network and belongs to that network only', () => {
  for (const [name, { network, architecture }] of Object.entries(builtinGenotypes)) {
    assert.deepEqual(builtinArchitecture(network, name), architecture);
    if (architecture.form === 'standalone') assert.equal(genotypeProblem(network, architecture.genotype), null);
    const other = network === 'generator' ? 'discriminator' : 'generator';
    assert.throws(() => builtinArchitecture(other, name), { code: 'EAGAN_PIPELINE_INVALID' });
  }
  assert.deepEqual(builtinNames('generator'), ['eagan-g', 'plain-g']);
});

test('genotype keys are equal exactly for equal genotypes', () => {
  const genotype = [generatorCell, generatorCell, generatorCell];
  assert.equal(genotypeKey(genotype), '1,1,1,0,2,3,1/1,1,1,0,2,3,1/1,1,1,0,2,3,1');
  assert.notEqual(genotypeKey(genotype), genotypeKey(withGene(generatorCell, { 0: 0 })));
});

test('operations carry their DARTS names, and a down gene of -1 is none', () => {
  assert.equal(operationName('normal', 5), 'dil_conv_3x3');
  assert.equal(operationName('up', 2), 'conv_transpose');
  assert.equal(operationName('down', -1), 'none');
});
