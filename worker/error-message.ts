// Errors on their way between processes.
import { EaganError, errorCodeOf } from '../domain/errors.js';
import type { ErrorMessage } from './types.js';

/** Unknown errors become EAGAN_INTERNAL. */
export function errorToMessage(error: unknown): ErrorMessage {
  const { message, cure } = error as { message?: string; cure?: string };
  const code = errorCodeOf(error) ?? 'EAGAN_INTERNAL';
  return { code, message: message ?? String(error), ...(cure === undefined ? {} : { cure }) };
}

export function messageToError({ code, message, cure }: ErrorMessage): EaganError {
  return new EaganError(code, message, cure);
}
