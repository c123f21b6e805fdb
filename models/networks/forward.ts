// One forward of any network: which genotype runs, and whether it may run.
import { assertLegalGenotype } from '../../domain/search/genotype.js';
import type { Genotype } from '../../domain/pipeline.js';
import type { Value } from '../ir/graph.js';
import type { Architecture, NetworkSpec } from '../types.js';
import { discriminate } from './discriminator.js';
import { generate } from './generator.js';
import type { Scope } from './scope.js';
import { discriminateSimply } from './simple-discriminator.js';

/** Latents to images, or images to logits. */
export function forward(scope: Scope, spec: NetworkSpec, architecture: Architecture, x: Value): Value {
  if (spec.form === 'simple') return discriminateSimply(scope, x);
  const genotype = genotypeOf(spec, architecture);
  return spec.network === 'generator' ? generate(scope, spec, genotype, x) : discriminate(scope, genotype, x);
}

/**
 * The genotype of a forward: a supernet gets it as an argument, a standalone network has its own.
 * @throws EaganError EAGAN_GENOTYPE_ILLEGAL
 */
function genotypeOf(spec: Exclude<NetworkSpec, { form: 'simple' }>, architecture: Architecture): Genotype {
  const genotype: unknown = spec.form === 'supernet' ? architecture : spec.genotype;
  assertLegalGenotype(spec.network, genotype);
  return genotype;
}

/**
 * @throws EaganError EAGAN_GENOTYPE_ILLEGAL for a standalone network that breaks a rule; RangeError for sizes that no
 * network has.
 */
export function assertNetworkSpec(spec: NetworkSpec): void {
  const { network, form } = spec;
  const isKnown =
    ['generator', 'discriminator'].includes(network) && ['supernet', 'standalone', 'simple'].includes(form);
  if (!isKnown) throw new RangeError(`a network must be of a known kind and form (got ${network} and ${form})`);
  if (spec.form === 'simple') return;
  const positive = (name: string, value: number): void => {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive integer (got ${value})`);
  };
  positive('channels', spec.channels);
  if (spec.form === 'standalone') assertLegalGenotype(spec.network, spec.genotype);
  if (spec.network === 'discriminator') return;
  positive('latent / 3', spec.latent / 3);
  positive('bottomWidth / 2', spec.bottomWidth / 2);
}
