// The costs of one architecture: one function each, in the order of the table of figures.
import type { Genotype, SearchTarget } from '../../domain/pipeline.js';
import type { CostRequests } from '../../domain/search/costs.js';
import { costs, type AskedCost, type Cost, type FigureValues } from '../../domain/search/figures.js';
import { latencyOf } from '../../domain/search/latency.js';
import { networkCosts } from '../../models/costs.js'; // without TensorFlow: verify counts, too
import type { NetworkSpec } from '../../models/types.js';

export interface CostSubject {
  readonly search: SearchTarget;
  readonly genotype: Genotype;
  /** Its networks: of a pair two, whose costs add up. */
  readonly specs: readonly NetworkSpec[];
  readonly imageSize: number;
}

type CostOf<Request> = (architecture: CostSubject, request: NonNullable<Request>) => number;
type CostFunctions = { readonly [Name in AskedCost]: CostOf<CostRequests[Name]> } & {
  readonly parameters: CostOf<true>;
};

const ofNetworks = Object.fromEntries(
  Object.entries(networkCosts).map(([name, cost]): [string, CostOf<unknown>] => [
    name,
    ({ specs, imageSize }) => specs.reduce((sum, spec) => sum + cost(spec, imageSize), 0),
  ]),
) as Readonly<Record<keyof typeof networkCosts, CostOf<unknown>>>;

const functions: CostFunctions = {
  ...ofNetworks,
  latency: ({ search, genotype }, table) => latencyOf(table, search, genotype),
};

/** The parameters, and the costs that are asked for. */
export function costsOf(architecture: CostSubject, requests: CostRequests = {}): FigureValues {
  const asked: Readonly<Partial<Record<Cost, unknown>>> = { parameters: true, ...requests };
  const known = costs.filter((name) => asked[name]);
  return Object.fromEntries(
    known.map((name) => [name, (functions[name] as CostOf<unknown>)(architecture, asked[name]!)]),
  ) as FigureValues;
}
