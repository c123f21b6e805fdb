// What is said of a network that cannot be used.
import { EaganError, errorCodeOf } from '../../../domain/errors.js';

const cure = 'Examine it with: eagan metrics check PATH. Or name another file in metrics.extractor of the pipeline.';

export function invalidNetwork(requirement: string, cause?: unknown): EaganError {
  return new EaganError('EAGAN_EXTRACTOR_INVALID', requirement, cure, { cause });
}

/** Does some work on a network. What a library complains about follows the requirement. */
export async function requireOf<T>(requirement: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCodeOf(error) !== undefined || isOfMemory(error)) throw error;
    throw invalidNetwork(`${requirement} (got: ${firstLine(error)})`, error);
  }
}

/** The cure of a machine with too little memory is another one. */
const isOfMemory = (error: unknown): boolean =>
  /bad_alloc|OOM when|RESOURCE_EXHAUSTED|allocation failed/i.test(String(error));

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().split('\n')[0]!.slice(0, 300);
