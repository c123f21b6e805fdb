// What a check of a store found wrong: a code of the catalogue, the step it belongs to, and what is where.
import { errorCodeOf, type ErrorCode } from '../domain/errors.js';

export interface Finding {
  readonly code: ErrorCode;
  /** The step that is hurt; null: it is no single one. */
  readonly place: string | null;
  readonly message: string;
}

/** An error of the catalogue as a finding; any other is thrown again. */
export function asFinding(error: unknown, place: string | null): Finding {
  const code = errorCodeOf(error);
  if (code === undefined) throw error;
  return { code, place, message: (error as Error).message };
}
