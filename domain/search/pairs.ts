// Individuals of a coupled stage: a generator and a discriminator in one genotype of six cells, the generator's first.
import { cellCount } from './genotype.js';
import type { Genotype, NetworkName, SearchTarget } from '../pipeline.js';

/** One network of an individual, with its own three cells. */
export interface SearchedHalf {
  readonly network: NetworkName;
  readonly genotype: Genotype;
}

/** A pair's genotype. */
export function pairGenotype(generator: Genotype, discriminator: Genotype): Genotype {
  return [...generator, ...discriminator];
}

/** Both genotypes of a pair. */
export function halvesOf(pair: Genotype): Readonly<Record<NetworkName, Genotype>> {
  return { generator: pair.slice(0, cellCount), discriminator: pair.slice(cellCount) };
}

/** The networks of an individual: one, or the generator and then the discriminator of a pair. */
export function searchedHalves(searched: SearchTarget, genotype: Genotype): SearchedHalf[] {
  if (searched !== 'both') return [{ network: searched, genotype }];
  const { generator, discriminator } = halvesOf(genotype);
  return [
    { network: 'generator', genotype: generator },
    { network: 'discriminator', genotype: discriminator },
  ];
}

/** True when a stage that searches `searched` finds architectures of that network. */
export function searchesNetwork(searched: SearchTarget, network: NetworkName): boolean {
  return searched === 'both' || searched === network;
}
