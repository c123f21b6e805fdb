// What a task throws, and what the pool rejects with, when work was stopped on request: not a fault, and never retried
// by itself.

/** The task was asked to stop and has written what it can go on from. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(message = 'the task was interrupted; it goes on from its recovery point when it is run again') {
    super(message);
  }
}
