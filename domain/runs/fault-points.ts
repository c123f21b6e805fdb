// Points in the program where a drill may kill a process. They have names, so that a report can say which were covered.

/** Each point, with what has just happened there. */
export const faultPoints = {
  'file.written': 'a temporary file is on the disk, and does not have its final name yet',
  'file.named': 'a file has its name, and its folder is not synced yet',
  'checkpoint.pack': 'some packs of a checkpoint are written, and others are not',
  'checkpoint.whole': 'all packs of a checkpoint are written, and its manifest is not',
  'recovery.saved': 'the tensors of a recovery point are written, and the point is not',
  'recovery.written': 'a recovery point is written, and older ones are not removed yet',
  'task.begun': 'a trainer has accepted a task',
  'iteration.done': 'a trainer has finished an iteration',
  'task.done': 'a trainer has a result and has not reported it yet',
  'step.claimed': 'an attempt has claimed the step, and no trainer has it yet',
  'step.computed': 'the worker has a result, and there is no record yet',
  'step.published': 'the record is written, and the ledger does not have it yet',
  'attempt.entered': 'the ledger has the attempt that made the step, and not the step yet',
  'step.entered': 'the ledger has the step, and Temporal does not know it yet',
  'run.ending': 'the run has ended, and its state does not say so yet',
  'run.ended': 'the state says that the run has ended, and Temporal does not know it yet',
} as const;

export type FaultPoint = keyof typeof faultPoints;

/** A process has passed a point. `at`: milliseconds since 1970. `detail`: a place, a step's key or a file name. */
export interface FaultPassage {
  readonly at: number;
  readonly pid: number;
  readonly point: FaultPoint;
  readonly detail: string;
}

/** A drill's request: the process that passes `point` as the `nth` from now on, whichever it is, stops there. */
export interface Arming {
  /** Counts from 1. Each request has its own folder. */
  readonly id: number;
  readonly point: FaultPoint;
  /** Counts from 1, over all processes together. */
  readonly nth: number;
}
