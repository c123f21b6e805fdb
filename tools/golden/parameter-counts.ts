// Parameter counts against those of the published networks.
import type { Genotype } from '../../domain/pipeline.js';
import { parameterCount } from '../../models/index.js';
import type { GoldenFindings } from './findings.js';

/** One case of a `parameter_counts` file. */
export interface CountedPair {
  readonly generator: Genotype;
  readonly discriminator: Genotype;
  readonly gf_dim: number;
  readonly df_dim: number;
  readonly latent_dim: number;
  readonly bottom_width: number;
  readonly params_g: number;
  readonly params_d: number;
}

export const countedKeys = 'generator discriminator gf_dim df_dim latent_dim bottom_width params_g params_d'.split(' ');

/** Counts are exact. @throws EaganError EAGAN_GENOTYPE_ILLEGAL */
export function checkParameterCounts(counted: CountedPair, label: string, findings: GoldenFindings): void {
  const { generator, discriminator, gf_dim, df_dim, latent_dim, bottom_width } = counted;
  const sizes = { channels: gf_dim, latent: latent_dim, bottomWidth: bottom_width };
  const ofGenerator = { network: 'generator', form: 'standalone', genotype: generator, ...sizes } as const;
  const ofDiscriminator = { network: 'discriminator', form: 'standalone', channels: df_dim } as const;
  const counts = {
    params_g: parameterCount(ofGenerator),
    params_d: parameterCount({ ...ofDiscriminator, genotype: discriminator }),
  };
  for (const name of ['params_g', 'params_d'] as const)
    findings.expect(`${label}.${name}`, Math.abs(counts[name] - counted[name]), 0);
}
