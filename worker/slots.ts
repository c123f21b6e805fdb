// The default number of trainer children of a machine.
import { machineSize, type MachineSize } from '../scripts/machine.mjs';

/** Memory for one trainer and what the system needs beside it. */
const memoryPerSlotBytes = 3 * 1024 ** 3;

type Size = Pick<MachineSize, 'cores' | 'memoryBytes'>;

/** One slot a core, if each has 3 GiB; at least one. */
export function defaultSlots({ cores, memoryBytes }: Size = machineSize()): number {
  return Math.max(1, Math.min(cores, Math.floor(memoryBytes / memoryPerSlotBytes)));
}
