// Is this machine too busy to measure on?
import { loadavg } from 'node:os';
import { machineSize } from '../scripts/machine.mjs';

/** Load of the last minute when this program started. */
export const load = loadavg()[0]!;

/** Above this share of the cores, other work affects the figures. */
const quietShare = 0.5;

/**
 * A warning if other work is running, else null: in a comparison it slows the program most that waits for all of its
 * threads.
 */
export function busyWarning(): string | null {
  const { cores } = machineSize();
  if (load <= quietShare * cores) return null;
  return `warning: this machine is busy (load ${load.toFixed(1)} on ${cores} cores): times and ratios are not reliable`;
}
