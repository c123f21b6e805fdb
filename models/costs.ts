// The costs that a network's description alone gives: one row each.
import { multiplyAdds } from './multiply-adds.js';
import { parameterCount } from './parameter-count.js';
import type { NetworkSpec } from './types.js';

/** Each is a pure function of the description and the width of an image. */
export const networkCosts = {
  parameters: parameterCount,
  multiplyAdds,
} as const satisfies Readonly<Record<string, (spec: NetworkSpec, imageSize: number) => number>>;

type NetworkCost = keyof typeof networkCosts;

/** Every one of them, of one forward for one image. */
export type NetworkCosts = Readonly<Record<NetworkCost, number>>;

/** @throws EaganError EAGAN_GENOTYPE_ILLEGAL */
export function networkCostsOf(spec: NetworkSpec, imageSize: number): NetworkCosts {
  const known = Object.entries(networkCosts).map(([name, cost]) => [name, cost(spec, imageSize)]);
  return Object.fromEntries(known) as NetworkCosts;
}
