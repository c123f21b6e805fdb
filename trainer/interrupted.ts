// What a task throws, and the pool rejects with, when work was stopped on request. It is not a fault, and is never
// retried by itself.

/** The task was asked to stop and has saved the state from which it can continue. */
export class Interruption extends Error {
  override readonly name = 'Interrupted';
  constructor(message = 'the task was interrupted; it continues from its recovery point when it runs again') {
    super(message);
  }
}
