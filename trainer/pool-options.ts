// How a pool is set up: how many children, where their output goes, how long they may be silent, when they are
// replaced.
import { fileURLToPath } from 'node:url';
import { machineSize } from '../scripts/machine.mjs';

/** How long a child may send nothing before it counts as hung, by what it is doing. */
export interface SilenceLimits {
  /** From the fork to `ready`: native TensorFlow is read from disk. */
  readonly startMs: number;
  /** From `run` to the first progress: state is loaded, and the first step prepares kernels. */
  readonly firstProgressMs: number;
  /** Between two messages of a task: a checkpoint's write, a large matrix. */
  readonly progressMs: number;
}

export interface PoolOptions {
  /** Tasks side by side. */
  readonly slots: number;
  /** Where children write stdout and stderr: `<logName>-0.log` and so on. */
  readonly logFolder: string;
  /** `trainer`, unless pools of several processes write there: why a child ended is read from what it said last. */
  readonly logName?: string;
  readonly silence?: Partial<SilenceLimits>;
  /** From the wish to interrupt until SIGKILL: time for one recovery point. */
  readonly interruptGraceMs?: number;
  /** A child that did nothing for so long gives its memory back. */
  readonly idleMs?: number;
  /** A child is replaced after so many tasks, or when it ends a task with more than this. */
  readonly recycle?: Partial<RecycleLimits>;
  /** The child's program. */
  readonly entry?: string;
}

export interface RecycleLimits {
  readonly tasks: number;
  readonly tensors: number;
  readonly rssBytes: number;
}

export interface CompleteOptions extends PoolOptions {
  readonly logName: string;
  readonly silence: SilenceLimits;
  readonly interruptGraceMs: number;
  readonly idleMs: number;
  readonly recycle: RecycleLimits;
  readonly entry: string;
}

/** Fills in generous defaults; half of the memory that may be used is shared out among the slots. */
export function completeOptions(options: PoolOptions): CompleteOptions {
  return {
    logName: 'trainer',
    interruptGraceMs: 15_000,
    idleMs: 60_000,
    entry: fileURLToPath(new URL('./child.js', import.meta.url)),
    ...options,
    silence: { startMs: 120_000, firstProgressMs: 600_000, progressMs: 300_000, ...options.silence },
    recycle: {
      tasks: 200,
      tensors: 100_000,
      rssBytes: (0.5 * machineSize().memoryBytes) / options.slots,
      ...options.recycle,
    },
  };
}
