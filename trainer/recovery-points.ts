// The recovery points of one task: written by the clock and before an interrupt, only while the step is this attempt's;
// and read again.
import type { Digest, Json } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { isLoss } from '../domain/steps/objects.js';
import { logValues } from '../scripts/printable.mjs';
import type { Checkpoints, RecoveryPoint } from '../store/types.js';
import { recoveryClock } from './recovery-clock.js';
import type { Progress, TaskContext, TaskResult } from './types.js';

/** What a task continues from, as it is at this moment. */
export interface Snapshot {
  /** Iterations or images that are done. */
  readonly position: number;
  /** Small values beside the tensors. */
  readonly extra: Json;
  save(checkpoints: Checkpoints): Promise<Digest>;
}

export interface RecoveryWriter {
  /** Called after each unit of work. */
  writeWhenDue(): Promise<void>;
  /**
   * Writes a point now; returns its checkpoint's digest. Throws EAGAN_SUPERSEDED if the step is no longer this
   * attempt's.
   */
  write(): Promise<Digest>;
  /** Runs another write of the task, so that its time is counted. */
  timed<T>(write: () => Promise<T>): Promise<T>;
  /** For progress: the most work that can be lost, if it is more than was asked for. */
  forProgress(): Partial<Pick<Progress, 'lostAtWorstMs' | 'recoveryPointMs'>>;
  /** For the result: time spent on writing. */
  forResult(): Pick<TaskResult, 'writingMs'>;
}

/** Writes what `snapshot` returns. */
export function recoveryWriter(context: TaskContext, snapshot: () => Snapshot): RecoveryWriter {
  const { store, key, attempt, now } = context;
  const clock = recoveryClock(context.circumstances.recoveryEveryMs, now());
  let writingMs = 0;
  const timed = async <T>(write: () => Promise<T>): Promise<T> => {
    const began = now();
    const written = await write();
    writingMs += now() - began;
    return written;
  };
  const write = async (): Promise<Digest> => {
    await assertHeld(context);
    const began = now();
    const { position, extra, save } = snapshot();
    const checkpoint = await save(store.recovery.checkpoints(key, attempt));
    await store.recovery.write(key, attempt, position, checkpoint, extra);
    clock.written(began, now());
    return checkpoint;
  };
  return {
    writeWhenDue: async () => void (clock.isDue(now()) && (await timed(write))),
    write: () => timed(write),
    timed,
    forProgress: () => clock.excess() ?? {},
    forResult: () => (writingMs > 0 ? { writingMs: Math.round(writingMs) } : {}),
  };
}

/**
 * The contents of the newest recovery point that `read` can use; null: there is none, and the step starts from the
 * beginning.
 */
export async function fromRecoveryPoint<T>(
  { store, key, attempt }: TaskContext,
  read: (point: RecoveryPoint, checkpoints: Checkpoints) => Promise<T | null>,
): Promise<T | null> {
  const { recovery } = store;
  let refused: RecoveryPoint | null = null;
  for (;;) {
    const point = await recovery.latest(key, attempt);
    // Reading sets a damaged object aside, so an older point comes next. If something else is missing, the same point
    // would come again.
    if (point === null || point.checkpoint === refused?.checkpoint) return null;
    const checkpoints = recovery.checkpoints(key, point.attempt);
    const found = await read(point, checkpoints).catch((error: unknown) => {
      if (!isLoss(error)) throw error;
      logValues(error);
      return null;
    });
    if (found !== null) return found;
    logValues(`skipping the incomplete recovery point at ${point.iteration} of step ${key}`);
    refused = point;
  }
}

async function assertHeld({ store, run, key, attempt }: TaskContext): Promise<void> {
  if (run === undefined || (await store.claims.isHeld(run, key, attempt))) return;
  throw new EaganError(
    'EAGAN_SUPERSEDED',
    `only the newest attempt at a step of run ${run} may continue (a newer one started, or has finished the step)`,
    `No action needed. Follow the run: eagan attach ${run}`,
  );
}
