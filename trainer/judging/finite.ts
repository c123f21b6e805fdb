// Whether a network's numbers are all finite. A network for which they are not has diverged, and has no figures.
import { networkToTensors } from '../../models/index.js';
import type { Network } from '../../models/types.js';

/** True when every weight and every running statistic is a finite number. */
export function allFinite(network: Network): boolean {
  return [...networkToTensors(network)].every(([, { data }]) => data.every(Number.isFinite));
}
