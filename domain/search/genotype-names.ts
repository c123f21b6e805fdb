// Genotypes with the names of their operations, for people and for other programs.
import type { Genotype, NetworkName } from '../pipeline.js';
import { genes, operationName } from './genotype.js';

/** Of each cell, each edge with its operation: `{ u0: 'bilinear', n0: 'conv_3x3', … }`. */
export const namedCells = (network: NetworkName, genotype: Genotype): Readonly<Record<string, string>>[] =>
  genotype.map((cell) =>
    Object.fromEntries(genes[network].map(({ name, kind }, index) => [name, operationName(kind, cell[index]!)])),
  );
