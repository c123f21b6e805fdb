// Search spaces as data: which operations each gene of each cell may take; exact size, enumeration and sampling.
import { EaganError } from './errors.js';
import { cellCount, geneGroups, genes, groupProblem, noDownSampling, operationNames } from './genotype.js';
import type { Cell, Genotype, NetworkName, SearchSpace } from './pipeline.js';
import type { RandomStream } from './stream.js';

/** Every operation on every edge of that network. */
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

/** Names of the spaces of one network: built-in ones, then those that a file defines. */
export function spaceNames(network: NetworkName, defined: Readonly<Record<string, SearchSpace>>): string[] {
  const spaces = { ...builtinSpaces, ...defined };
  return Object.keys(spaces).filter((name) => spaces[name]!.network === network);
}

/** The space of that name; throws EAGAN_SPACE_UNKNOWN when the network has none of it, and lists those it has. */
export function spaceByName(
  network: NetworkName,
  name: string,
  defined: Readonly<Record<string, SearchSpace>>,
): SearchSpace {
  const names = spaceNames(network, defined);
  if (names.includes(name)) return defined[name] ?? builtinSpaces[name]!;
  throw new EaganError(
    'EAGAN_SPACE_UNKNOWN',
    `a space of ${network}s must be one of ${names.join(', ')} (got ${name})`,
    'Name one of these, or define it under searchSpaces.',
  );
}

/** The legal values of one group of genes in one cell; `firsts`: its values by the group's first gene. */
interface GroupValues {
  readonly group: readonly number[];
  readonly values: readonly (readonly number[])[];
  readonly firsts: readonly (readonly (readonly number[])[])[];
}

/** Number of legal genotypes, exactly. */
export function spaceSize(space: SearchSpace): bigint {
  return compile(space)
    .flat()
    .reduce((size, { values }) => size * BigInt(values.length), 1n);
}

/** The genotype at an index in [0, size): mixed radix over the groups, the last group of the last cell fastest. */
export function genotypeAt(space: SearchSpace, index: bigint): Genotype {
  let rest = index;
  const cells = [...compile(space)].reverse().map((groups) => {
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

/** A random genotype: each group uniform over its legal values, but d0 first and then d1 (reference: algorithm).
 * Throws EAGAN_SPACE_TOO_SMALL when the space is empty. */
export function randomGenotype(space: SearchSpace, random: RandomStream): Genotype {
  if (spaceSize(space) === 0n) {
    throw new EaganError(
      'EAGAN_SPACE_TOO_SMALL',
      'the search space must hold a legal genotype (got none)',
      'Allow more operations.',
    );
  }
  return compile(space).map((groups) => randomCell(groups, random));
}

function randomCell(groups: readonly GroupValues[], random: RandomStream): Cell {
  const cell: number[] = [];
  for (const { group, values, firsts } of groups) {
    const value = random.pick(isDownPair(group) ? random.pick(firsts) : values);
    group.forEach((gene, position) => (cell[gene] = value[position]!));
  }
  return cell;
}

// (d0, d1) of a discriminator is the only pair at genes 5 and 6.
const isDownPair = (group: readonly number[]): boolean => group.length === 2 && group[0] === 5;

/** True when every gene is allowed in that space and every group legal. */
export function spaceContains(space: SearchSpace, genotype: Genotype): boolean {
  return genotype.every((cell, index) => cellIsInSpace(space, index, cell));
}

function cellIsInSpace(space: SearchSpace, index: number, cell: Cell): boolean {
  return (
    cell.every((value, gene) => space.allowed[index]![gene]!.includes(value)) &&
    geneGroups[space.network].every((group) => groupProblem(space.network, group, valuesOf(cell, group)) === null)
  );
}

/** The values of some genes of a cell. */
export function valuesOf(cell: Cell, positions: readonly number[]): number[] {
  return positions.map((position) => cell[position]!);
}

/** All values of one edge or group of one cell that its own rule allows. */
export function legalValues(space: SearchSpace, cell: number, positions: readonly number[]): number[][] {
  const products = positions.reduce<number[][]>(
    (heads, gene) => heads.flatMap((head) => space.allowed[cell]![gene]!.map((value) => [...head, value])),
    [[]],
  );
  const rules = geneGroups[space.network].filter((group) => group.join() === positions.join());
  return products.filter((values) => rules.every((group) => groupProblem(space.network, group, values) === null));
}

const compiled = new WeakMap<SearchSpace, readonly (readonly GroupValues[])[]>();

/** Legal values by cell and group; worked out once a space. */
function compile(space: SearchSpace): readonly (readonly GroupValues[])[] {
  const known = compiled.get(space);
  if (known !== undefined) return known;
  const cells = space.allowed.map((_, cell) =>
    geneGroups[space.network].map((group) => {
      const values = legalValues(space, cell, group);
      const firsts = [...new Set(values.map(([first]) => first))];
      return { group, values, firsts: firsts.map((first) => values.filter((value) => value[0] === first)) };
    }),
  );
  compiled.set(space, cells);
  return cells;
}
