// How an error reaches Temporal. Bad input ends the step at once, a lost trainer is tried again, and a hand-back is no
// failure of ours.
import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { AttemptEnd } from '../domain/steps/attempt.js';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { explainAnyError } from '../store/index.js';
import { Interruption } from '../trainer/interrupted.js';

/** The failure for Temporal. `type` is the stable code, `details[0]` has the cure. A retry begins after `delayMs`. */
export function asActivityFailure(thrown: unknown, delayMs?: number): Error {
  if (thrown instanceof ApplicationFailure || thrown instanceof CancelledFailure) return thrown;
  const error = thrown instanceof Interruption ? thrown : explainAnyError(thrown);
  const nextRetryDelay = delayMs === undefined ? {} : { nextRetryDelay: delayMs };
  if (error instanceof Interruption) return interruption(error, nextRetryDelay);
  if (error instanceof EaganError) {
    return ApplicationFailure.create({
      message: error.message,
      type: error.code,
      nonRetryable: !error.retryable,
      details: [{ cure: error.cure ?? null }],
      cause: error,
      ...nextRetryDelay,
    });
  }
  const cause = error instanceof Error ? error : new Error(String(error));
  return ApplicationFailure.create({
    message: cause.message,
    type: errorCodeOf(cause) ?? cause.name,
    cause,
    ...nextRetryDelay,
  });
}

/** A failure with a cure that is not tried again. */
export function finalFailure(code: string, message: string, cure: string): Error {
  return ApplicationFailure.create({ message, type: code, nonRetryable: true, details: [{ cure }] });
}

/** What the claim keeps of an attempt that ended with this error. */
export function endOf(thrown: unknown): Pick<AttemptEnd, 'code' | 'message'> {
  if (thrown instanceof Interruption) return { code: 'handedBack', message: thrown.message };
  const error = explainAnyError(thrown);
  const message = error instanceof Error ? error.message : String(error);
  return { code: errorCodeOf(error) ?? 'EAGAN_INTERNAL', message: message.slice(0, 2_000) };
}

/**
 * Only a request to cancel cancels the step. After a time-out, a reset or a shutdown it is handed back, to be
 * continued.
 */
function interruption(error: Interruption, nextRetryDelay: { nextRetryDelay?: number }): Error {
  if (Context.current().cancellationDetails?.cancelRequested) return new CancelledFailure(error.message);
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    nonRetryable: false,
    ...nextRetryDelay,
  });
}
