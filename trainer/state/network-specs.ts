// Which networks a step's parameters describe.
import { searchedHalves } from '../../domain/search/pairs.js';
import type { Genotype, NetworkName, SearchTarget } from '../../domain/pipeline.js';
import type { NetworkSizes, OpponentArchitecture } from '../../domain/steps/step-parameters.js';
import type { NetworkSpec } from '../../models/types.js';

/** All individuals of one network in one supernet. */
export function supernetSpec(network: NetworkName, sizes: NetworkSizes): NetworkSpec {
  return network === 'generator'
    ? { network, form: 'supernet', ...sizes.generator }
    : { network, form: 'supernet', ...sizes.discriminator };
}

/** One architecture as a network of its own. */
export function standaloneSpec(network: NetworkName, genotype: Genotype, sizes: NetworkSizes): NetworkSpec {
  return network === 'generator'
    ? { network, form: 'standalone', genotype, ...sizes.generator }
    : { network, form: 'standalone', genotype, ...sizes.discriminator };
}

/** The networks of an individual, each on its own: one, or for a pair the generator and then the discriminator. */
export function individualSpecs(searched: SearchTarget, genotype: Genotype, sizes: NetworkSizes): NetworkSpec[] {
  return searchedHalves(searched, genotype).map((half) => standaloneSpec(half.network, half.genotype, sizes));
}

/** The network of a fixed architecture; only a discriminator can be the simple one. */
export function architectureSpec(
  network: NetworkName,
  architecture: OpponentArchitecture,
  sizes: NetworkSizes,
): NetworkSpec {
  return architecture.form === 'simple'
    ? { network: 'discriminator', form: 'simple' }
    : standaloneSpec(network, architecture.genotype, sizes);
}
