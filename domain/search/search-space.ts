// Search spaces as data: which operations each gene of each cell may take. Exact size, enumeration and sampling.
import { ownOf } from '../own.js';
import { constrainedAt, constrainedSize } from './constrained-space.js';
import { EaganError } from '../errors.js';
import { cellCount, geneGroups, genes, groupProblem, noDownSampling, operationNames } from './genotype.js';
import type { Cell, Genotype, NetworkName, SearchSpace } from '../pipeline.js';
import { drawnSpace, fulfilsConstraints, isConstrained, repeated } from './space-constraints.js';
import { freeSize, groupsOf, valuesAt, type GroupValues } from './space-groups.js';
import { bigUniform, type RandomStream } from '../stream.js';

export { legalValues, valuesAt } from './space-groups.js';

/** The space with every operation on every edge of that network. */
export function fullSpace(network: NetworkName): SearchSpace {
  const cell = genes[network].map(({ kind }) => {
    const operations = operationNames[kind].map((_, index) => index);
    return kind === 'down' ? [noDownSampling, ...operations] : operations;
  });
  return { network, allowed: Array.from({ length: cellCount }, () => cell) };
}

/** The spaces that a pipeline may name without defining them. */
export const builtinSpaces: Readonly<Record<string, SearchSpace>> = {
  'eagan-generator': fullSpace('generator'),
  'eagan-discriminator': fullSpace('discriminator'),
};

/** Names of the spaces of one network: the built-in ones, then those that a file defines. */
export function spaceNames(network: NetworkName, defined: Readonly<Record<string, SearchSpace>>): string[] {
  const spaces = { ...builtinSpaces, ...defined };
  return Object.keys(spaces).filter((name) => spaces[name]!.network === network);
}

/**
 * The space of that name, for either network: one that the file defines, or else a built-in one; undefined if there is
 * none.
 */
export const findSpace = (name: string, defined: Readonly<Record<string, SearchSpace>>): SearchSpace | undefined =>
  ownOf(defined, name) ?? ownOf<SearchSpace>(builtinSpaces, name);

/**
 * The space of that name. Throws EAGAN_SPACE_UNKNOWN, which lists the known names, when the network has none of that
 * name.
 */
export function spaceByName(
  network: NetworkName,
  name: string,
  defined: Readonly<Record<string, SearchSpace>>,
): SearchSpace {
  const names = spaceNames(network, defined);
  if (names.includes(name)) return findSpace(name, defined)!;
  throw new EaganError(
    'EAGAN_SPACE_UNKNOWN',
    `a space of ${network}s must be one of ${names.join(', ')} (got ${name})`,
    'Name one of these, or define it under searchSpaces.',
  );
}

/** The exact number of genotypes. */
export function spaceSize(space: SearchSpace): bigint {
  return isConstrained(space) ? constrainedSize(space) : freeSize(space);
}

/**
 * The genotype at an index in [0, size). Without constraints, the index is a mixed-radix number over the groups. In any
 * space the last group of the last cell changes fastest.
 */
export function genotypeAt(space: SearchSpace, index: bigint): Genotype {
  if (isConstrained(space)) return constrainedAt(space, index);
  let rest = index;
  const cells = [...groupsOf(space)].reverse().map((groups) => {
    const cell: number[] = [];
    for (const { group, values } of [...groups].reverse()) {
      const value = values[Number(rest % BigInt(values.length))]!;
      rest /= BigInt(values.length);
      group.forEach((gene, position) => (cell[gene] = value[position]!));
    }
    return cell;
  });
  return cells.reverse();
}

/**
 * A random genotype. Each group is uniform over its legal values, except that d0 is drawn first and then d1
 * (docs/reference/method.md). With constraints, this is repeated until they are fulfilled. If that would be rare, or
 * takes too many draws, the genotype is uniform over the space. Throws EAGAN_SPACE_TOO_SMALL when the space is empty.
 */
export function randomGenotype(space: SearchSpace, random: RandomStream): Genotype {
  const size = spaceSize(space);
  if (size === 0n) {
    throw new EaganError(
      'EAGAN_SPACE_TOO_SMALL',
      'the search space must contain at least one legal genotype (got none)',
      'Allow more operations.',
    );
  }
  if (!isConstrained(space)) return drawnFreely(space, random);
  for (let draw = 0; draw < drawsOf(space, size); draw++) {
    const genotype = repeated(space, drawnFreely(drawnSpace(space), random));
    if (fulfilsConstraints(space, genotype)) return genotype;
  }
  return genotypeAt(space, bigUniform(random) % size);
}

/**
 * Number of draws before a genotype is taken by its index: none if fewer than one draw in 20 would fulfil the
 * constraints.
 */
function drawsOf(space: SearchSpace, size: bigint): number {
  return size * 20n < freeSize(drawnSpace(space)) ? 0 : 100;
}

/** Draws each group of genes by itself, without regard to the constraints. */
function drawnFreely(space: SearchSpace, random: RandomStream): Genotype {
  return groupsOf(space).map((groups) => randomCell(groups, random));
}

function randomCell(groups: readonly GroupValues[], random: RandomStream): Cell {
  const cell: number[] = [];
  for (const { group, values, firsts } of groups) {
    const value = random.pick(isDownPair(group) ? random.pick(firsts) : values);
    group.forEach((gene, position) => (cell[gene] = value[position]!));
  }
  return cell;
}

// Only the pair (d0, d1) of a discriminator is at genes 5 and 6.
const isDownPair = (group: readonly number[]): boolean => group.length === 2 && group[0] === 5;

/** True when the space allows every gene, every group is legal and every constraint is fulfilled. */
export function spaceContains(space: SearchSpace, genotype: Genotype): boolean {
  return genotype.every((cell, index) => cellIsInSpace(space, index, cell)) && fulfilsConstraints(space, genotype);
}

function cellIsInSpace(space: SearchSpace, index: number, cell: Cell): boolean {
  return (
    cell.every((value, gene) => space.allowed[index]![gene]!.includes(value)) &&
    geneGroups[space.network].every((group) => groupProblem(space.network, group, valuesAt(cell, group)) === null)
  );
}
