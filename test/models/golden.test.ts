// Our networks and training step against the published ones: the shared golden files, where they exist.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tensorCount } from '../../models/device.js';
import { parameterCount } from '../../models/parameter-count.js';
import type { Genotype } from '../../domain/pipeline.js';
import { goldenStepProblems } from '../support/golden-step.js';
import { readSafetensors } from '../support/safetensors.js';
import { sharedPath } from '../support/shared.js';

interface Counted {
  readonly generator: Genotype;
  readonly discriminator: Genotype;
  readonly gf_dim: number;
  readonly df_dim: number;
  readonly latent_dim: number;
  readonly bottom_width: number;
  readonly params_g: number;
  readonly params_d: number;
}

const folder = sharedPath('golden');
if (folder === null) test('golden steps', { skip: 'there is no ../shared/golden' }, () => {});
else compareGolden(folder);

function compareGolden(golden: string): void {
  for (const name of readdirSync(golden).filter((file) => /^step_.*\.safetensors$/.test(file))) {
    test(`the whole step of ${name} is the published one`, () => {
      const before = tensorCount();
      assert.deepEqual(goldenStepProblems(readSafetensors(join(golden, name))), []);
      assert.equal(tensorCount(), before, 'nothing stays on the device');
    });
  }

  test('parameter counts are the published ones', () => {
    const cases = JSON.parse(readFileSync(join(golden, 'parameter_counts.json'), 'utf8')) as Counted[];
    assert.ok(cases.length > 0);
    for (const { generator, discriminator, gf_dim, df_dim, latent_dim, bottom_width, ...counts } of cases) {
      const sizes = { channels: gf_dim, latent: latent_dim, bottomWidth: bottom_width };
      const g = parameterCount({ network: 'generator', form: 'standalone', genotype: generator, ...sizes });
      const standalone = { network: 'discriminator', form: 'standalone' } as const;
      const d = parameterCount({ ...standalone, genotype: discriminator, channels: df_dim });
      assert.deepEqual({ params_g: g, params_d: d }, counts);
    }
  });
}
