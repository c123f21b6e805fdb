// The edge of every activity: it refuses a request that eagan did not seal for it, and binds its answer to the request.
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import type { ErrorCode } from '../../domain/errors.js';
import { placeOfOrder, type StepOrder } from '../../domain/plan/index.js';
import type { AnsweredRequest, FailureWords } from '../../domain/runs/answers.js';
import { whyRefused } from '../../domain/runs/refused-payload.js';

const refused: ErrorCode = 'EAGAN_PAYLOAD_REFUSED';

export const sealedActivities: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    const answers = answeredRequest(acceptedRequest(input.args));
    try {
      const result = await next(input);
      return typeof result === 'object' && result !== null ? { ...result, answers } : result;
    } catch (error) {
      throw answeredFailure(error, answers);
    }
  },
};

function acceptedRequest(args: readonly unknown[]): object {
  const why = args.length === 1 ? whyRefused(args[0]) : 'an activity takes one request';
  if (why === null) return args[0] as object;
  const message = `an activity must get a request that eagan sealed for it (${why})`;
  const details = [{ code: refused, message, cure: null } satisfies FailureWords];
  throw ApplicationFailure.create({ message, type: refused, nonRetryable: true, details });
}

/** What the request was: its form is checked later. */
function answeredRequest(request: object): AnsweredRequest {
  const { run, epoch, step, order } = request as Partial<Record<string, unknown>>;
  const at = step ? (step as { place?: unknown }).place : order ? placeOf(order) : null;
  return { run, epoch, place: at ?? null } as AnsweredRequest;
}

function placeOf(order: unknown): string | null {
  try {
    return placeOfOrder(order as StepOrder);
  } catch {
    return null; // no order of ours: the activity refuses it
  }
}

/**
 * The failure with its words in sealed details. Temporal shows type and message to everybody, and lets anybody who
 * reaches it fail an activity with words of his choice: workflows believe the sealed ones only.
 */
function answeredFailure(thrown: unknown, answers: AnsweredRequest): unknown {
  if (thrown instanceof CancelledFailure) return thrown;
  const failure = ApplicationFailure.fromError(thrown);
  const { message, type, nonRetryable, nextRetryDelay, category, cause, details } = failure;
  const cure = (details?.[0] as Partial<FailureWords> | undefined)?.cure ?? null;
  const words: FailureWords = { code: type ?? null, message, cure, answers };
  const sealed = new ApplicationFailure(message, type, nonRetryable, [words], cause, nextRetryDelay, category);
  return Object.assign(sealed, { stack: failure.stack });
}
