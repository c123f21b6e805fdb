// Is this machine too busy to measure on?
import { loadavg } from 'node:os';
import { machineSize } from '../scripts/machine.mjs';

/** Load of the last minute when this program began. */
export const load = loadavg()[0]!;

/** Above this share of the cores other work shows in the figures. */
const quietShare = 0.5;

/**
 * A warning when other work is going on, else null: in a comparison it hits the program that waits for all of its
 * threads hardest.
 */
export function busyWarning(): string | null {
  const { cores } = machineSize();
  if (load <= quietShare * cores) return null;
  return `warning: this machine is busy (load ${load.toFixed(1)} on ${cores} cores): neither times nor ratios mean much`;
}
