// The texts of an export do not depend on the order of keys, which differs between a plan and the store.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '../../../domain/digest.js';
import { genotypesText } from '../../../domain/steps/export-texts.js';
import type { ExportParameters } from '../../../domain/steps/step-parameters.js';

const planned: ExportParameters = {
  sizes: { generator: { channels: 16, latent: 120, bottomWidth: 4 }, discriminator: { channels: 16 } },
  generator: { form: 'standalone', genotype: [[0, 1, 6, 2, 4, 4, 0]] },
  discriminator: { form: 'simple' },
  name: 'tiny',
  grid: [2, 2],
};

test('a step that is read from the store writes the same genotypes into its weights as the planned one', () => {
  const stored = JSON.parse(canonicalJson(planned)) as ExportParameters;
  assert.notEqual(JSON.stringify(stored), JSON.stringify(planned));
  assert.equal(genotypesText(stored), genotypesText(planned));
});

test('the genotypes in the weights of earlier runs have the order of their plans', () => {
  assert.equal(
    genotypesText(planned),
    '{"schemaVersion":1,"kind":"genotypes","sizes":{"generator":{"channels":16,"latent":120,"bottomWidth":4},"discriminator":{"channels":16}},"generator":{"form":"standalone","genotype":[[0,1,6,2,4,4,0]]},"discriminator":{"form":"simple"}}', // prettier-ignore
  );
});
