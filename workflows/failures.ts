// Failures that a workflow itself finds, with their words in the sealed details.
import { ApplicationFailure } from '@temporalio/workflow';
import { EaganError, type ErrorCode } from '../domain/errors.js';
import type { FailureWords } from '../domain/runs/answers.js';

export function workflowFailure(code: ErrorCode, message: string, cure: string | null = null): ApplicationFailure {
  const details = [{ code, message, cure } satisfies FailureWords];
  return ApplicationFailure.create({ message, type: code, nonRetryable: true, details });
}

/**
 * Wraps an error that the workflow itself found. If it were thrown as it is, Temporal would not end the run but retry
 * for ever.
 */
export function asWorkflowFailure(error: unknown): unknown {
  if (!(error instanceof EaganError)) return error;
  return workflowFailure(error.code, error.message, error.cure ?? null);
}
