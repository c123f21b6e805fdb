// Requirements on whole architectures of a space: counts of operations over all cells, and equal cells.
import { cellCount, genes, operationName } from './genotype.js';
import type { Cell, Genotype, NetworkName, SearchSpace, SpaceConstraint } from '../pipeline.js';

/** A constraint that counts the edges whose operation has one of its names, on any kind of edge. `none` counts too. */
export type CountingRule = Extract<SpaceConstraint, { readonly kind: 'atMost' | 'atLeast' }>;

export const isConstrained = ({ constraints = [] }: SearchSpace): boolean => constraints.length > 0;

export const hasEqualCells = ({ constraints = [] }: SearchSpace): boolean =>
  constraints.some(({ kind }) => kind === 'equalCells');

export function countingRules({ constraints = [] }: SearchSpace): CountingRule[] {
  return constraints.filter((rule) => rule.kind !== 'equalCells');
}

/** How many of the given genes of a cell have one of these names. */
export function countNamed(
  network: NetworkName,
  operations: readonly string[],
  positions: readonly number[],
  values: readonly number[],
): number {
  const names = positions.map((gene, at) => operationName(genes[network][gene]!.kind, values[at]!));
  return names.filter((name) => operations.includes(name)).length;
}

/** True when a genotype fulfils every constraint of the space. */
export function fulfilsConstraints(space: SearchSpace, genotype: Genotype): boolean {
  if (!isConstrained(space)) return true;
  if (hasEqualCells(space) && !genotype.every((cell) => sameCell(cell, genotype[0]!))) return false;
  const positions = genes[space.network].map((_, gene) => gene);
  return countingRules(space).every(({ kind, operations, count }) => {
    const found = genotype.reduce((sum, cell) => sum + countNamed(space.network, operations, positions, cell), 0);
    return kind === 'atMost' ? found <= count : found >= count;
  });
}

const sameCell = (a: Cell, b: Cell): boolean => a.every((value, gene) => value === b[gene]);

const oneCell = new WeakMap<SearchSpace, SearchSpace>();

/**
 * The space whose groups are drawn one by one. With equal cells, it has one cell with the operations that all cells
 * allow. Otherwise it is the space itself.
 */
export function drawnSpace(space: SearchSpace): SearchSpace {
  if (!hasEqualCells(space)) return space;
  const known = oneCell.get(space);
  if (known !== undefined) return known;
  const [first, ...others] = space.allowed;
  const common = first!.map((values, gene) =>
    values.filter((value) => others.every((cell) => cell[gene]!.includes(value))),
  );
  const one: SearchSpace = { network: space.network, allowed: [common] };
  oneCell.set(space, one);
  return one;
}

/** The genotype of cells drawn from `drawnSpace`. With equal cells, the one cell is repeated. */
export function repeated(space: SearchSpace, cells: Genotype): Genotype {
  return hasEqualCells(space) ? Array.from({ length: cellCount }, () => cells[0]!) : cells;
}
