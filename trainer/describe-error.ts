// Converts a thrown value to the error message that is sent to the pool, and back: a stable code, and words for people.
import { EaganError, errorCodeOf, type ErrorCode } from '../domain/errors.js';
import { ObjectError } from '../domain/steps/objects.js';
import { explainAnyError } from '../store/file-errors.js';
import type { FromTrainer } from './types.js';

type Described = Extract<FromTrainer, { type: 'error' }>['error'];

const outOfMemory =
  /bad_alloc|out of memory|OOM when allocating|RESOURCE_EXHAUSTED|Array buffer allocation failed|Cannot allocate memory/i;

/** True for the words in which V8, libstdc++, TensorFlow and the kernel complain about memory. */
export function speaksOfMemory(text: string): boolean {
  return outOfMemory.test(text);
}

/**
 * The message form of an error. An error without a code is a system error, out of memory by its words, a missing
 * TensorFlow, or internal.
 */
export function describeError(thrown: unknown): Described {
  const error = explainAnyError(thrown);
  const message = error instanceof Error ? error.message : String(error);
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  const cure = error instanceof EaganError ? error.cure : cures[guessCode(error, message)];
  return {
    code: errorCodeOf(error) ?? guessCode(error, message),
    message,
    ...(cure === undefined ? {} : { cure }),
    ...(stack === undefined ? {} : { stack }),
    ...(error instanceof ObjectError ? { object: error.object } : {}),
  };
}

/** The error of a message, as the trainer threw it. */
export function reviveError({ code, message, cure, stack, object }: Described): EaganError {
  const isOfObject = code === 'EAGAN_OBJECT_MISSING' || code === 'EAGAN_OBJECT_CORRUPT';
  const error =
    isOfObject && object !== undefined
      ? new ObjectError(code, object, message, cure)
      : new EaganError(code, message, cure);
  if (stack) error.stack = stack;
  return error;
}

const cures: Partial<Record<ErrorCode, string>> = {
  EAGAN_OUT_OF_MEMORY:
    'End other programs, or run fewer trainers at once: eagan server stop, then eagan server start --slots 1.',
  EAGAN_TENSORFLOW_MISSING: 'Run `eagan setup`, which installs native TensorFlow, then try again.',
};

function guessCode(error: unknown, message: string): ErrorCode {
  if (speaksOfMemory(message)) return 'EAGAN_OUT_OF_MEMORY';
  if (/tfjs_binding|libtensorflow|tfjs-node/.test(message)) return 'EAGAN_TENSORFLOW_MISSING';
  return 'EAGAN_INTERNAL';
}
