// How an error reaches Temporal: bad input ends the step at once, a lost trainer or a full disk is tried again, a hand-back is no failure of ours.
import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { EaganError } from '../domain/errors.js';
import { Interrupted } from '../trainer/interrupted.js';

/** The failure that Temporal should see; `type` is the stable code, `details[0]` the cure. */
export function asFailure(error: unknown): Error {
  if (error instanceof Interrupted) return interruption(error);
  if (error instanceof EaganError) {
    return ApplicationFailure.create({
      message: error.message,
      type: error.code,
      nonRetryable: !error.retryable,
      details: [{ cure: error.cure ?? null }],
      cause: error,
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** Only a request to cancel means cancel; a time-out, a reset or a shutdown hands the step back to be continued. */
function interruption(error: Interrupted): Error {
  if (Context.current().cancellationDetails?.cancelRequested) return new CancelledFailure(error.message);
  return ApplicationFailure.create({ message: error.message, type: error.name, nonRetryable: false });
}
