// Errors of the set-up as errors of the program.
import { EaganError, errorCodeOf } from '../domain/errors.js';

/** The set-up runs before anything is compiled, so its errors have their own class with the same codes. */
export function asEaganError(error: unknown): unknown {
  const code = errorCodeOf(error);
  if (!code || error instanceof EaganError) return error;
  const { message, cure } = error as { message: string; cure?: string };
  return new EaganError(code, message, cure, { cause: error });
}
