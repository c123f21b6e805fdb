// Names of operations, legality by rule and cell, built-in architectures, and genotypes in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinArchitecture, builtinGenotypes, builtinNames } from '../../../domain/search/builtin-genotypes.js';
import { EaganError } from '../../../domain/errors.js';
import { assertLegalGenotype, genotypeKey, genotypeProblem, operationName } from '../../../domain/search/genotype.js';
import { generatorCell, illegalGenotypes, withGene } from '../../support/illegal-genotypes.js';

for (const [network, what, genotype, message] of illegalGenotypes) {
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

test('operations have their DARTS names, and a down gene of -1 means none', () => {
  assert.equal(operationName('normal', 5), 'dil_conv_3x3');
  assert.equal(operationName('up', 2), 'conv_transpose');
  assert.equal(operationName('down', -1), 'none');
});
