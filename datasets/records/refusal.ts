// Errors of files with records: each names the file, what must be and what was found, and where people get the files.
import { EaganError, type ErrorCode } from '../../domain/errors.js';
import type { RecordFormat } from './format.js';

type Told = Pick<RecordFormat<never>, 'title' | 'origin'>;

/**
 * A file that is not what the format requires, at a byte of it. `file`: its path for people. `requirement`: with the
 * actual value.
 */
export const damagedFile = (file: string, offset: number, requirement: string, { origin }: Told): EaganError =>
  new EaganError(
    'EAGAN_DATASET_DAMAGED',
    `${file}, byte ${offset}: ${requirement}`,
    `Get the file again, then run the same command. ${origin}`,
  );

/** What holds for all files together. */
export const unusableFiles = (
  code: ErrorCode & `EAGAN_DATASET_${string}`,
  path: string,
  must: string,
  found: string,
  { title, origin }: Told,
): EaganError => new EaganError(code, `${path} must ${must} (got ${found})`, `${title}: ${origin}`);
