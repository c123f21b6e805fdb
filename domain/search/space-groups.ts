// The groups of genes whose legality depends on each other, in each cell of a space, and their legal values. Sizes,
// draws and indices are computed from them.
import { geneGroups, groupProblem } from './genotype.js';
import type { Cell, SearchSpace } from '../pipeline.js';

/** The legal values of one group of genes in one cell. `firsts`: the same values, grouped by the first gene. */
export interface GroupValues {
  readonly group: readonly number[];
  readonly values: readonly (readonly number[])[];
  readonly firsts: readonly (readonly (readonly number[])[])[];
}

/** The values of some genes of a cell. */
export function valuesAt(cell: Cell, positions: readonly number[]): number[] {
  return positions.map((position) => cell[position]!);
}

/** All values of one edge or group in one cell that its own rule allows. */
export function legalValues(space: SearchSpace, cell: number, positions: readonly number[]): number[][] {
  const products = positions.reduce<number[][]>(
    (heads, gene) => heads.flatMap((head) => space.allowed[cell]![gene]!.map((value) => [...head, value])),
    [[]],
  );
  const rules = geneGroups[space.network].filter((group) => group.join() === positions.join());
  return products.filter((values) => rules.every((group) => groupProblem(space.network, group, values) === null));
}

const compiled = new WeakMap<SearchSpace, readonly (readonly GroupValues[])[]>();

/** Legal values by cell and group; computed once for each space. Equal cells share theirs. */
export function groupsOf(space: SearchSpace): readonly (readonly GroupValues[])[] {
  const known = compiled.get(space);
  if (known !== undefined) return known;
  const byCell = new Map<string, readonly GroupValues[]>();
  const cells = space.allowed.map((allowed, cell) => {
    const name = JSON.stringify(allowed);
    if (!byCell.has(name)) byCell.set(name, cellGroups(space, cell));
    return byCell.get(name)!;
  });
  compiled.set(space, cells);
  return cells;
}

function cellGroups(space: SearchSpace, cell: number): GroupValues[] {
  return geneGroups[space.network].map((group) => {
    const values = legalValues(space, cell, group);
    const firsts = [...new Set(values.map(([first]) => first))];
    return { group, values, firsts: firsts.map((first) => values.filter((value) => value[0] === first)) };
  });
}

/** Number of genotypes with legal groups, without regard to the constraints. */
export function freeSize(space: SearchSpace): bigint {
  return groupsOf(space)
    .flat()
    .reduce((size, { values }) => size * BigInt(values.length), 1n);
}
