// How many trainer children a machine gets when nobody says.
import { availableParallelism, totalmem } from 'node:os';

/** Room for one trainer and what the system needs beside it. */
const memoryPerSlotBytes = 3 * 1024 ** 3;

/** One slot a core, as long as each has 3 GiB; at least one. */
export function defaultSlots(cores = availableParallelism(), memoryBytes = totalmem()): number {
  return Math.max(1, Math.min(cores, Math.floor(memoryBytes / memoryPerSlotBytes)));
}
