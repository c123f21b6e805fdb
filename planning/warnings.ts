// Estimates that are more than the machine has.
import type { ErrorCode } from '../domain/errors.js';
import type { DiskEstimate, MemoryEstimate } from './types.js';

export interface EstimateWarning {
  readonly code: Extract<ErrorCode, 'EAGAN_MEMORY_ESTIMATE' | 'EAGAN_DISK_ESTIMATE'>;
  /** Where in the file it could be helped: keys, stages by id. */
  readonly path: string;
  readonly message: string;
}

export interface Machine {
  readonly memoryBytes: number;
  /** Free on the disk of the state folder. */
  readonly freeBytes: number;
}

/** Warnings about the phase that needs most memory and about the disk, in this order. */
export function estimateWarnings(
  memory: readonly MemoryEstimate[],
  disk: DiskEstimate,
  { memoryBytes, freeBytes }: Machine,
): EstimateWarning[] {
  const warnings: EstimateWarning[] = [];
  const worst = memory.reduce<MemoryEstimate | null>(
    (most, one) => (most && most.totalBytes >= one.totalBytes ? most : one),
    null,
  );
  if (worst && worst.totalBytes > memoryBytes) {
    const needs = `a trainer of ${worst.phase} needs about ${gib(worst.totalBytes)} at its most`;
    const message = `${needs}, and this machine has ${gib(memoryBytes)}`;
    warnings.push({ code: 'EAGAN_MEMORY_ESTIMATE', path: memoryPath(worst), message });
  }
  if (disk.peakBytes > freeBytes) {
    const message = `the run writes about ${gib(disk.peakBytes)} (${gib(disk.collectedBytes)} after eagan gc), and ${gib(freeBytes)} are free`;
    warnings.push({ code: 'EAGAN_DISK_ESTIMATE', path: 'retention', message });
  }
  return warnings;
}

/** In a one-to-one stage each individual has an opponent: many of them weigh more than what a step holds. */
const memoryPath = ({ phase, opponentBytes, stepBytes }: MemoryEstimate): string =>
  2 * opponentBytes > stepBytes ? `stages.${phase}.population` : 'networks.generator.channels';

const gib = (bytes: number): string => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
