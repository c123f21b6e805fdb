// Estimates that exceed what the machine has.
import type { ErrorCode } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import { formatBytes } from '../scripts/format.mjs';
import type { DiskEstimate, MemoryEstimate } from './types.js';

/** In the words of a complaint: `PATH must … (got found)`. */
export interface EstimateWarning {
  readonly code: Extract<ErrorCode, 'EAGAN_MEMORY_ESTIMATE' | 'EAGAN_DISK_ESTIMATE'>;
  /** Where in the file it could be changed, nearest first. */
  readonly origins: readonly (readonly (string | number)[])[];
  readonly must: string;
  readonly found: string;
  readonly expected: string;
  readonly suggestion: string;
}

export interface Machine {
  readonly memoryBytes: number;
  /** What allows less memory than is installed; null: nothing. */
  readonly memoryLimit?: string | null;
  /** Free on the disk of the state folder. */
  readonly freeBytes: number;
}

/** Warnings about the phase that needs most memory, then about the disk. `slots`: trainers side by side. */
export function estimateWarnings(
  pipeline: Pipeline,
  memory: readonly MemoryEstimate[],
  disk: DiskEstimate,
  { memoryBytes, memoryLimit, freeBytes }: Machine,
  slots: number,
): EstimateWarning[] {
  const warnings: EstimateWarning[] = [];
  const [worst] = [...memory].sort((a, b) => b.totalBytes - a.totalBytes);
  if (worst && worst.totalBytes > memoryBytes)
    warnings.push(memoryWarning(pipeline, worst, { memoryBytes, memoryLimit }));
  else warnings.push(...slotsWarning(memory, slots, { memoryBytes, memoryLimit }));
  if (disk.peakBytes > freeBytes) warnings.push(diskWarning(disk, freeBytes));
  return warnings;
}

/** In a one-to-one stage each individual has an opponent: many opponents take more memory than a step. */
function memoryWarning(
  { stages }: Pipeline,
  worst: MemoryEstimate,
  machine: Pick<Machine, 'memoryBytes' | 'memoryLimit'>,
): EstimateWarning {
  const { memoryBytes } = machine;
  const { phase, opponentBytes, stepBytes, totalBytes } = worst;
  const index = stages.findIndex(({ id }) => id === phase);
  const byOpponents = 2 * opponentBytes > stepBytes;
  return {
    code: 'EAGAN_MEMORY_ESTIMATE',
    origins: byOpponents
      ? [
          ['stages', index, 'population'],
          ['stageDefaults', 'population'],
        ]
      : [['networks', 'generator', 'channels']],
    must: `should fit the memory of the machine: a trainer of ${phase} needs about ${formatBytes(totalBytes)}`,
    found: memoryOfMachine(machine),
    expected: `at most ${formatBytes(memoryBytes)}`,
    suggestion: byOpponents ? 'Use a smaller population.' : 'Use fewer channels or smaller batches.',
  };
}

const memoryOfMachine = ({ memoryBytes, memoryLimit }: Pick<Machine, 'memoryBytes' | 'memoryLimit'>): string =>
  memoryLimit ? `${formatBytes(memoryBytes)}, limited by ${memoryLimit}` : `a machine with ${formatBytes(memoryBytes)}`;

/** The memory of all trainers of a phase: one trains, and all judge. */
export const togetherBytes = ({ totalBytes, furtherBytes }: MemoryEstimate, slots: number): number =>
  totalBytes + (slots - 1) * furtherBytes;

/** Each trainer fits, but not all of them side by side. */
function slotsWarning(
  memory: readonly MemoryEstimate[],
  slots: number,
  machine: Pick<Machine, 'memoryBytes' | 'memoryLimit'>,
): EstimateWarning[] {
  const [worst] = [...memory].sort((a, b) => togetherBytes(b, slots) - togetherBytes(a, slots));
  if (!worst || togetherBytes(worst, slots) <= machine.memoryBytes) return [];
  const needed = formatBytes(togetherBytes(worst, slots));
  return [
    {
      code: 'EAGAN_MEMORY_ESTIMATE',
      origins: [['resources', 'slots'], ['resources'], ['metrics', 'extractor']],
      must: `should fit the memory of the machine: ${slots} trainers of ${worst.phase} side by side need about ${needed}`,
      found: memoryOfMachine(machine),
      expected: `at most ${formatBytes(machine.memoryBytes)}`,
      suggestion: 'Use fewer trainers: --set resources.slots=1',
    },
  ];
}

function diskWarning({ peakBytes, collectedBytes }: DiskEstimate, freeBytes: number): EstimateWarning {
  return {
    code: 'EAGAN_DISK_ESTIMATE',
    origins: [['retention'], ['training', 'segmentIterations'], ['stages']],
    must: `should fit on the disk: the run writes about ${formatBytes(peakBytes)}, ${formatBytes(collectedBytes)} after eagan gc`,
    found: `${formatBytes(freeBytes)} free`,
    expected: `at most ${formatBytes(freeBytes)}`,
    suggestion: 'Use a larger disk (--home), keep fewer states (retention), or run eagan gc --apply during the run.',
  };
}
