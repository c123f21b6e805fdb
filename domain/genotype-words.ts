// A genotype in words, for history and show: what each node of each cell is made of.
import { noDownSampling, operationName, operationNames } from './genotype.js';
import type { Cell, Genotype, NetworkName } from './pipeline.js';

/** One line a cell: `cell 1: node0 = bilinear(x); …`. The genotype must be legal. */
export function describeGenotype(network: NetworkName, genotype: Genotype): string[] {
  const describe = network === 'generator' ? generatorCell : discriminatorCell;
  return genotype.map((cell, index) => `cell ${index + 1}: ${describe(cell).join('; ')}`);
}

function generatorCell(cell: Cell): string[] {
  const [u0, u1, n0, n1, n2, n3, n4] = cell as [number, number, number, number, number, number, number];
  return [
    `node0 = ${operationNames.up[u0]}(x)`,
    `node1 = ${operationNames.up[u1]}(x)`,
    `node2 = ${sum([n0, 'node0'], [n1, 'node1'])}`,
    `node3 = ${sum([n2, 'node0'], [n3, 'node1'], [n4, 'node2'])}`,
  ];
}

function discriminatorCell(cell: Cell): string[] {
  const [n0, n1, n2, n3, n4, d0, d1] = cell as [number, number, number, number, number, number, number];
  const down = (gene: number, node: string): string => `${operationName('down', gene)}(${node})`;
  return [
    `node1 = ${sum([n0, 'x'])}`,
    `node2 = ${sum([n1, 'x'], [n2, 'node1'])}`,
    `node3 = ${sum([n3, 'node1'], [n4, 'x'])}`,
    d0 === noDownSampling ? 'out = node2 + node3' : `out = ${down(d0, 'node2')} + ${down(d1, 'node3')}`,
  ];
}

function sum(...terms: readonly (readonly [number, string])[]): string {
  return terms
    .filter(([gene]) => gene !== 0)
    .map(([gene, node]) => (gene === 1 ? node : `${operationName('normal', gene)}(${node})`))
    .join(' + ');
}
