// The parameters that ask an evaluation for the costs that its stage weighs: one row for each cost.
import type { LatencyTable, Pipeline, SearchTarget, Stage } from '../pipeline.js';
import { askedCosts, type AskedCost, type Objective } from './figures.js';

/**
 * `request`: the value that asks for the cost. It is among the parameters of the evaluation, so it is part of its key.
 * `unasked`: the value there when the stage asks only for other costs. The first two costs have it because the keys of
 * older steps contain it. A new cost has none, so that no other step's key changes.
 */
interface Row {
  readonly request: (searched: SearchTarget, metrics: Pipeline['metrics']) => unknown;
  readonly unasked?: unknown;
}

const rows = {
  multiplyAdds: { request: (): boolean => true, unasked: false },
  latency: { request: (searched, { latency }): LatencyTable | null => partOf(latency, searched), unasked: null },
} as const satisfies Readonly<Record<AskedCost, Row>>;

/** Parameters of an evaluation. A cost is asked for unless its value is absent, false or null. */
export type CostRequests = { readonly [Name in AskedCost]?: ReturnType<(typeof rows)[Name]['request']> };

/** The costs that the stage needs for its objectives or its `best` order; null: no cost except the parameters. */
export function costRequests({ search, objectives, best }: Stage, { metrics }: Pipeline): CostRequests | null {
  const isAsked = (name: Objective): boolean => name in objectives || best.includes(name);
  if (!askedCosts.some(isAsked)) return null;
  const requests = askedCosts.flatMap((name) => {
    const { request, unasked }: Row = rows[name];
    if (isAsked(name)) return [[name, request(search, metrics)]];
    return unasked === undefined ? [] : [[name, unasked]];
  });
  return Object.fromEntries(requests) as CostRequests;
}

/** The latencies of the searched networks. The others change no result, so no key contains them. */
function partOf(table: LatencyTable | null, searched: SearchTarget): LatencyTable {
  const { generator, discriminator } = table ?? {};
  return {
    ...(generator && searched !== 'discriminator' ? { generator } : {}),
    ...(discriminator && searched !== 'generator' ? { discriminator } : {}),
  };
}
