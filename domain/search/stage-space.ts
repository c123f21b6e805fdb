// What a stage searches: the architectures of one space, or pairs of architectures from two independent spaces.
import { halvesOf, pairGenotype } from './pairs.js';
import type { Genotype, Pipeline, SearchSpace, Stage } from '../pipeline.js';
import { genotypeAt, randomGenotype, spaceByName, spaceContains, spaceSize } from './search-space.js';
import type { RandomStream } from '../stream.js';

/** Pairs of a generator and a discriminator. */
export interface PairSpace {
  readonly network: 'both';
  readonly generator: SearchSpace;
  readonly discriminator: SearchSpace;
}

/** The space of a stage as plain data, so that it can be a step's parameter. */
export type StageSpace = SearchSpace | PairSpace;

/** The space of a stage, found by the names that the stage gives. Throws EAGAN_SPACE_UNKNOWN. */
export function spaceOfStage({ search, spaces }: Stage, defined: Pipeline['searchSpaces']): StageSpace {
  if (search !== 'both') return spaceByName(search, spaces[search]!, defined);
  return {
    network: 'both',
    generator: spaceByName('generator', spaces.generator!, defined),
    discriminator: spaceByName('discriminator', spaces.discriminator!, defined),
  };
}

/** The spaces of the searched networks; for pairs, the generator's and then the discriminator's. */
export function spacesWithin(space: StageSpace): readonly SearchSpace[] {
  return space.network === 'both' ? [space.generator, space.discriminator] : [space];
}

/** A genotype, split into parts that match `spacesWithin`. */
export function partsOf({ network }: StageSpace, genotype: Genotype): readonly Genotype[] {
  if (network !== 'both') return [genotype];
  const { generator, discriminator } = halvesOf(genotype);
  return [generator, discriminator];
}

/** The reverse of `partsOf`. */
export function fromParts(parts: readonly Genotype[]): Genotype {
  const [first, second] = parts;
  return second === undefined ? first! : pairGenotype(first!, second);
}

/** The exact number of genotypes; for pairs, the product. */
export function stageSpaceSize(space: StageSpace): bigint {
  return spacesWithin(space).reduce((size, part) => size * spaceSize(part), 1n);
}

/** The genotype at an index in [0, size); for pairs, the discriminator changes fastest. */
export function stageGenotypeAt(space: StageSpace, index: bigint): Genotype {
  if (space.network !== 'both') return genotypeAt(space, index);
  const discriminators = spaceSize(space.discriminator);
  return pairGenotype(
    genotypeAt(space.generator, index / discriminators),
    genotypeAt(space.discriminator, index % discriminators),
  );
}

/** A random genotype, each network from its own space. Throws EAGAN_SPACE_TOO_SMALL when one of the spaces is empty. */
export function randomStageGenotype(space: StageSpace, random: RandomStream): Genotype {
  return fromParts(spacesWithin(space).map((part) => randomGenotype(part, random)));
}

/** True when each network's part is in its space. */
export function stageSpaceContains(space: StageSpace, genotype: Genotype): boolean {
  const parts = partsOf(space, genotype);
  return spacesWithin(space).every((part, index) => spaceContains(part, parts[index]!));
}
