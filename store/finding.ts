// A problem that a check of a store found: a code of the catalogue, the step that it belongs to, and what is where.
import { errorCodeOf, type ErrorCode } from '../domain/errors.js';

export interface StoreFinding {
  readonly code: ErrorCode;
  /** The damaged step; null if it is not a single one. */
  readonly place: string | null;
  readonly message: string;
  /** Below the store's folder; absent if it is not a single file. */
  readonly file?: string;
}

/** An error of the catalogue as a finding; throws any other error again. */
export function asFinding(error: unknown, place: string | null, file?: string): StoreFinding {
  const code = errorCodeOf(error);
  if (code === undefined) throw error;
  return { code, place, message: (error as Error).message, ...(file === undefined ? {} : { file }) };
}
