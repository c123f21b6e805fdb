// Genotypes: the DARTS names of operations, the meaning of each gene, and which genotypes are legal.
import { EaganError } from '../errors.js';
import type { Cell, Genotype, NetworkName } from '../pipeline.js';

export type EdgeKind = 'normal' | 'up' | 'down';

/** Number of cells of a network and of genes of a cell. */
export const cellCount = 3;
const geneCount = 7;

/**
 * Operations of each kind of edge, by their DARTS names. A gene is an index into its list. A down gene of −1 means no
 * down-sampling.
 */
export const operationNames: Readonly<Record<EdgeKind, readonly string[]>> = {
  normal: ['none', 'skip_connect', 'conv_1x1', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'],
  up: ['nearest', 'bilinear', 'conv_transpose'],
  down: ['avg_pool', 'max_pool', 'conv_3x3', 'conv_5x5', 'dil_conv_3x3', 'dil_conv_5x5'],
};

/** The down gene that keeps the size of a discriminator's cell. Both down genes have it, or neither. */
export const noDownSampling = -1;

export interface Gene {
  readonly name: string;
  readonly kind: EdgeKind;
}

const gene = (name: string): Gene => ({
  name,
  kind: name.startsWith('u') ? 'up' : name.startsWith('d') ? 'down' : 'normal',
});

/** The seven genes of a cell of each network, in order. */
export const genes: Readonly<Record<NetworkName, readonly Gene[]>> = {
  generator: ['u0', 'u1', 'n0', 'n1', 'n2', 'n3', 'n4'].map(gene),
  discriminator: ['n0', 'n1', 'n2', 'n3', 'n4', 'd0', 'd1'].map(gene),
};

/** Genes whose legality depends on each other; they are drawn together (docs/reference/method.md, "Made exact"). */
export const geneGroups: Readonly<Record<NetworkName, readonly (readonly number[])[]>> = {
  generator: [[0], [1], [2, 3], [4, 5, 6]],
  discriminator: [[0], [1, 2], [3, 4], [5, 6]],
};

/** Genes that crossover and mutation treat as one edge: each gene alone, except that d0 and d1 belong together. */
export const edges: Readonly<Record<NetworkName, readonly (readonly number[])[]>> = {
  generator: [[0], [1], [2], [3], [4], [5], [6]],
  discriminator: [[0], [1], [2], [3], [4], [5, 6]],
};

/** The name of a gene's operation; a down gene of −1 is called none. */
export function operationName(kind: EdgeKind, value: number): string {
  if (kind === 'down' && value === noDownSampling) return 'none';
  return operationNames[kind][value] ?? `unknown operation ${value}`;
}

/** The rule that a group of genes breaks, or null. `values` are the group's genes in order, each within its range. */
export function groupProblem(network: NetworkName, group: readonly number[], values: readonly number[]): string | null {
  const names = group.map((index) => genes[network][index]!.name);
  if (names[0] === 'd0') {
    const halves = values.filter((value) => value === noDownSampling).length;
    return halves === 1 ? 'd0 must be -1 exactly when d1 is -1' : null;
  }
  if (names[0]!.startsWith('u') || values.some((value) => value !== 0)) return null;
  return names.length === 1
    ? `${names[0]} must be 1 to 6, not 0 (none)`
    : `${names.join(', ')} must not all be 0 (none)`;
}

/** The first broken rule and its cell, as a sentence; null when the genotype is legal for that network. */
export function genotypeProblem(network: NetworkName, genotype: unknown): string | null {
  if (!Array.isArray(genotype) || genotype.length !== cellCount) {
    return `a ${network} must have ${cellCount} cells (got ${Array.isArray(genotype) ? genotype.length : typeof genotype})`;
  }
  for (const [index, cell] of genotype.entries()) {
    const problem = cellProblem(network, cell);
    if (problem !== null) return `cell ${index + 1} of the ${network}: ${problem}`;
  }
  return null;
}

function cellProblem(network: NetworkName, cell: unknown): string | null {
  if (!Array.isArray(cell) || cell.length !== geneCount) {
    return `a cell must have ${geneCount} genes (got ${Array.isArray(cell) ? cell.length : typeof cell})`;
  }
  const values = cell as Cell;
  const found = `(got [${values.join(', ')}])`;
  for (const [index, { name, kind }] of genes[network].entries()) {
    const lowest = kind === 'down' ? noDownSampling : 0;
    const highest = operationNames[kind].length - 1;
    const value = values[index]!;
    if (!Number.isInteger(value) || value < lowest || value > highest)
      return `${name} must be ${lowest} to ${highest} ${found}`;
  }
  for (const group of geneGroups[network]) {
    const problem = groupProblem(
      network,
      group,
      group.map((index) => values[index]!),
    );
    if (problem !== null) return `${problem} ${found}`;
  }
  return null;
}

/** Throws EAGAN_GENOTYPE_ILLEGAL, which names the cell and the rule, unless the genotype is legal. */
export function assertLegalGenotype(network: NetworkName, genotype: unknown): asserts genotype is Genotype {
  const problem = genotypeProblem(network, genotype);
  if (problem === null) return;
  throw new EaganError(
    'EAGAN_GENOTYPE_ILLEGAL',
    problem,
    'Correct the genotype; the rules are in the pipeline guide under "genotypes".',
  );
}

/** A genotype as a string. Two genotypes of a network are equal exactly when their strings are. */
export function genotypeKey(genotype: Genotype): string {
  return genotype.map((cell) => cell.join(',')).join('/');
}
