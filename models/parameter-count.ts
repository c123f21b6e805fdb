// How many numbers a network trains: pure, from its declarations.
import { declarations } from './networks/declarations.js';
import { assertNetworkSpec } from './networks/forward.js';
import type { NetworkSpec } from './types.js';

/**
 * Trainable parameters of a network, including those of edges that do not reach the output. Needs no device.
 * @throws EaganError EAGAN_GENOTYPE_ILLEGAL
 */
export function parameterCount(spec: NetworkSpec): number {
  assertNetworkSpec(spec);
  return declarations(spec)
    .filter(({ role }) => role === 'parameter')
    .reduce((total, { shape }) => total + shape.reduce((product, n) => product * n, 1), 0);
}
