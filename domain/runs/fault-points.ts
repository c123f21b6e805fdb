// Points in the program where a drill may kill a process. They have names, so that a report can say which were covered.

/** Each point, with what has just happened there. */
export const faultPoints = {
  'file.written': 'a temporary file is on the disk, and has no name yet',
  'file.named': 'a file has its name, and its folder is not synced yet',
  'checkpoint.pack': 'some packs of a checkpoint are written, others are not',
  'checkpoint.whole': 'all packs of a checkpoint are written, its manifest is not',
  'recovery.saved': 'the tensors of a recovery point are written, the point is not',
  'recovery.written': 'a recovery point is written, older ones are not removed',
  'task.begun': 'a trainer has taken a task',
  'iteration.done': 'a trainer has done an iteration',
  'task.done': 'a trainer has a result that nobody has heard of',
  'step.claimed': 'an attempt has the step, and no trainer has it',
  'step.computed': 'the worker has a result, and there is no record',
  'step.published': 'the record is written, the ledger does not have it',
  'step.entered': 'the ledger has the step, Temporal has not heard of it',
  'run.ending': 'the run has ended, and its state does not say so',
  'run.ended': 'the state says that the run has ended, Temporal has not heard of it',
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
