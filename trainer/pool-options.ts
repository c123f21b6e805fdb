// The settings of a pool: how many children, where their output goes, how long they may be silent, when they are
// replaced.
import { fileURLToPath } from 'node:url';
import { machineSize } from '../scripts/machine.mjs';

/** How long a child may send nothing before it counts as hung, by what it is doing. */
export interface SilenceLimits {
  /** From the fork to `ready`: native TensorFlow is read from disk. */
  readonly startMs: number;
  /** From `run` to the first progress: state is loaded, and the first step prepares kernels. */
  readonly firstProgressMs: number;
  /** Between two messages of a task: it may write a checkpoint or compute a large matrix. */
  readonly progressMs: number;
}

export interface PoolOptions {
  /** How many tasks run in parallel. */
  readonly slots: number;
  /** Where children write stdout and stderr: `<logName>-0.log` and so on. */
  readonly logFolder: string;
  /** `trainer`, unless pools of several processes write there: a child's last output is evidence of why it ended. */
  readonly logName?: string;
  readonly silence?: Partial<SilenceLimits>;
  /** From the request to interrupt until SIGKILL: time for one recovery point. */
  readonly interruptGraceMs?: number;
  /** A child that was idle for this time ends, to free its memory. */
  readonly idleMs?: number;
  /** A child is replaced after this many tasks, or if it ends a task with more memory than this. */
  readonly recycle?: Partial<RecycleLimits>;
  /** The child's program. */
  readonly entry?: string;
}

interface RecycleLimits {
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

/** Fills in generous defaults; the slots share half of the usable memory. */
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
