// Runs whose files cannot be used: one of them never hides or stops the others.
import { EaganError, errorCodeOf } from '../domain/errors.js';

export interface DamagedRun {
  readonly run: string;
  readonly error: EaganError;
}

/** A run whose refs cannot be used. */
export function damagedRun(run: string, why: string, cause?: unknown): EaganError {
  return new EaganError(
    'EAGAN_RUN_DAMAGED',
    `the store must hold run ${run} as it was written (got: ${why})`,
    `Restore store/refs/runs/${run} in the state folder from a copy, or move that folder away to give the run up.`,
    { cause },
  );
}

/**
 * What `read` gives, or why the run is damaged. A stranger's store may hold anything: where the checks of its form miss
 * something, what the program says of it is an error of types.
 */
export async function orDamaged<T>(run: string, read: () => Promise<T>): Promise<T | DamagedRun> {
  try {
    return await readingRun(run, read);
  } catch (error) {
    if (error instanceof EaganError) return { run, error };
    throw error;
  }
}

/** What `read` gives. Throws EAGAN_RUN_DAMAGED instead of an error of types. */
export async function readingRun<T>(run: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof EaganError ? error : ofForm(run, error);
  }
}

/** The errors of a program that reads something of another form. Anything else is no damage of the run. */
function ofForm(run: string, error: unknown): EaganError {
  const isOfForm = [TypeError, RangeError, SyntaxError].some((form) => error instanceof form);
  if (isOfForm || errorCodeOf(error) !== undefined) return damagedRun(run, (error as Error).message, error);
  throw error;
}
