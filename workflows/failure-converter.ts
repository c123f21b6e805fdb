// How failures go through Temporal: their messages and stack traces are sealed like everything else. A failure that
// cannot be read becomes one that says so: an error here would make a workflow fail again and again.
import { ApplicationFailure, DefaultFailureConverter, type ProtoFailure } from '@temporalio/common';

class SealedFailureConverter extends DefaultFailureConverter {
  override failureToError(...asked: Parameters<DefaultFailureConverter['failureToError']>): Error {
    try {
      return super.failureToError(...asked);
    } catch (error) {
      return unreadable(asked[0], error);
    }
  }
}

function unreadable({ message }: ProtoFailure, error: unknown): ApplicationFailure {
  const reason = error instanceof Error ? error.message : String(error);
  return ApplicationFailure.nonRetryable(`a failure that cannot be read (${reason}): ${message ?? ''}`, 'Unreadable');
}

/** Temporal looks for this name. */
export const failureConverter = new SealedFailureConverter({ encodeCommonAttributes: true });
