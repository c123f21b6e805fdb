// Errors that are sent between processes.
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { explainAnyError } from '../store/index.js';
import type { ErrorMessage } from './types.js';

/** System errors are explained; other unknown errors become EAGAN_INTERNAL. */
export function errorToMessage(thrown: unknown, stateFolder?: string): ErrorMessage {
  const error = explainAnyError(thrown, stateFolder);
  const { message, cure } = error as { message?: string; cure?: string };
  const code = errorCodeOf(error) ?? 'EAGAN_INTERNAL';
  return { code, message: message ?? String(error), ...(cure === undefined ? {} : { cure }) };
}

export function messageToError({ code, message, cure }: ErrorMessage): EaganError {
  return new EaganError(code, message, cure);
}
