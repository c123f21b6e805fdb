// What an evaluation is asked for so that it tells the costs that its stage weighs: one row a cost.
import type { LatencyTable, Pipeline, Searched, Stage } from '../pipeline.js';
import { askedCosts, type AskedCost, type Objective } from './figures.js';

/**
 * `request`: what the evaluation must be given, as part of its parameters and so of its key. `unasked`: what stands
 * there where the stage asks for other costs only; the first two costs have it because the keys of steps made before
 * contain it. A new cost has none, so that no other step's key changes.
 */
interface Row {
  readonly request: (searched: Searched, metrics: Pipeline['metrics']) => unknown;
  readonly unasked?: unknown;
}

const rows = {
  multiplyAdds: { request: (): boolean => true, unasked: false },
  latency: { request: (searched, { latency }): LatencyTable | null => partOf(latency, searched), unasked: null },
} as const satisfies Readonly<Record<AskedCost, Row>>;

/** Parameters of an evaluation. A cost is asked for where its value is neither absent, nor false, nor null. */
export type CostRequests = { readonly [Name in AskedCost]?: ReturnType<(typeof rows)[Name]['request']> };

/** What the stage's objectives or its order of the best ask for; null: no costs but the parameters. */
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

/** The latencies of the networks that are searched: others change no result. */
function partOf(table: LatencyTable | null, searched: Searched): LatencyTable {
  const { generator, discriminator } = table ?? {};
  return {
    ...(generator && searched !== 'discriminator' ? { generator } : {}),
    ...(discriminator && searched !== 'generator' ? { discriminator } : {}),
  };
}
