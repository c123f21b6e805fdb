// Sizes of a pipeline's supernets, and of the smallest and largest network that each space holds.
import { geneGroups, genes, operationName } from '../domain/search/genotype.js';
import type { Genotype, NetworkName, Pipeline, SearchSpace } from '../domain/pipeline.js';
import { networkSizes } from '../domain/plan/index.js';
import { legalValues, spaceByName } from '../domain/search/search-space.js';
import { networkCostsOf, type NetworkCosts } from '../models/costs.js';
import { declarations } from '../models/networks/declarations.js';
import type { NetworkSpec } from '../models/types.js';
import { standaloneSpec, supernetSpec } from '../trainer/state/network-specs.js';
import type { NetworkFigures } from './types.js';

/** The spaces that stages search, each once; of a pipeline without stages none. */
export function networksOf(pipeline: Pipeline): NetworkFigures[] {
  const named = pipeline.stages.flatMap(({ spaces }) => Object.entries(spaces) as [NetworkName, string][]);
  const distinct = new Map(named.map(([network, space]) => [`${network} ${space}`, { network, space }]));
  return [...distinct.values()].map(({ network, space }) => figuresOf(pipeline, network, space));
}

function figuresOf(pipeline: Pipeline, network: NetworkName, name: string): NetworkFigures {
  const sizes = networkSizes(pipeline);
  const space = spaceByName(network, name, pipeline.searchSpaces);
  const costs = (spec: NetworkSpec): NetworkCosts => networkCostsOf(spec, pipeline.dataset.size);
  const standalone = (largest: boolean): NetworkCosts =>
    costs(standaloneSpec(network, extremeGenotype(space, edgeSizes(pipeline, network), largest), sizes));
  const supernet = costs(supernetSpec(network, sizes));
  return { network, space: name, supernet, smallest: standalone(false), largest: standalone(true) };
}

/** Parameters of each operation on an edge, by `cell1.n0.conv_3x3`: they add up, because no two edges share any. */
function edgeSizes(pipeline: Pipeline, network: NetworkName): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { name, shape, role } of declarations(supernetSpec(network, networkSizes(pipeline)))) {
    const edge = name.split('.').slice(0, 3).join('.');
    const size = shape.reduce((product, n) => product * n, 1);
    if (role === 'parameter') sizes.set(edge, (sizes.get(edge) ?? 0) + size);
  }
  return sizes;
}

/**
 * The architecture of the most or fewest parameters: each group of genes takes its best values. What a space's
 * constraints forbid is not left out.
 */
function extremeGenotype(space: SearchSpace, sizes: ReadonlyMap<string, number>, largest: boolean): Genotype {
  return space.allowed.map((_, cell) => {
    const chosen: number[] = [];
    for (const group of geneGroups[space.network]) {
      const size = (values: readonly number[]): number =>
        group.reduce((sum, gene, i) => sum + (sizes.get(edgeName(space.network, cell, gene, values[i]!)) ?? 0), 0);
      const sorted = legalValues(space, cell, group).sort((a, b) => size(a) - size(b));
      const values = largest ? sorted.at(-1)! : sorted[0]!;
      group.forEach((gene, i) => (chosen[gene] = values[i]!));
    }
    return chosen;
  });
}

function edgeName(network: NetworkName, cell: number, gene: number, value: number): string {
  const { name, kind } = genes[network][gene]!;
  return value < 0 ? 'none' : `cell${cell + 1}.${name}.${operationName(kind, value)}`;
}
