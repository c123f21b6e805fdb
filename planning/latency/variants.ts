// Which architectures tell what an operation takes: a reference, and it with one edge changed.
import { genes, genotypeProblem, noDownSampling, operationName, operationNames } from '../../domain/search/genotype.js';
import type { Genotype, NetworkName } from '../../domain/pipeline.js';

/** One operation on one edge, and the architecture that has it there. */
export interface Variant {
  readonly operation: string;
  readonly genotype: Genotype;
  /**
   * How many of this edge's kind the architecture changes: `none` of a discriminator's down edges comes on both or on
   * neither.
   */
  readonly edges: 1 | 2;
}

/**
 * Skips everywhere, so that each edge may become `none` and nothing else falls away with it (but n4 of the generator's
 * last cell, by which alone n0 and n1 reach the image); the cheapest ways up; and, as in the published discriminators,
 * only the first cell halves the image.
 */
const references: Readonly<Record<NetworkName, Genotype>> = {
  generator: [0, 1, 2].map(() => [0, 0, 1, 1, 1, 1, 1]),
  discriminator: [
    [0, 0],
    [noDownSampling, noDownSampling],
    [noDownSampling, noDownSampling],
  ].map((down) => [1, 1, 1, 1, 1, ...down]),
};

/** The architecture in which an edge is changed: on a down edge one whose cell halves the image. */
export function contextOf(network: NetworkName, cell: number, gene: number): Genotype {
  return genes[network][gene]!.kind === 'down'
    ? changed(references[network], cell, { 5: 0, 6: 0 })
    : references[network];
}

/** The reference, whose whole forward the table gives back. */
export const referenceOf = (network: NetworkName): Genotype => references[network];

/** Every legal operation of an edge. */
export function variantsOf(network: NetworkName, cell: number, gene: number): Variant[] {
  const { kind } = genes[network][gene]!;
  const context = contextOf(network, cell, gene);
  const single = operationNames[kind].map((operation, value): Variant => {
    return { operation, genotype: changed(context, cell, { [gene]: value }), edges: 1 };
  });
  const legal = single.filter(({ genotype }) => genotypeProblem(network, genotype) === null);
  if (kind !== 'down') return legal;
  const both = changed(context, cell, { 5: noDownSampling, 6: noDownSampling });
  return [...legal, { operation: operationName(kind, noDownSampling), genotype: both, edges: 2 }];
}

function changed(genotype: Genotype, cell: number, values: Readonly<Record<number, number>>): Genotype {
  return genotype.map((genes, index) => (index === cell ? genes.map((value, gene) => values[gene] ?? value) : genes));
}
