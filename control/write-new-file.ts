// Writes a file that a person named. A half-written file never has the name, and no other file is lost.
import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { explainAnyError } from '../store/index.js';

/**
 * Writes a file and returns what `write` returns. Throws EAGAN_FILE_EXISTS if there is a file and `force` is not given,
 * what `write` throws, and errors of the disk.
 */
export async function writeNewFile<T>(
  path: string,
  force: boolean,
  write: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  refuseExisting(path, force);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    const result = await write(handle).finally(() => handle.close());
    refuseExisting(path, force);
    await rename(temporary, path);
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw explainAnyError(error instanceof EaganError ? error : Object.assign(error as Error, { path }));
  }
}

/** To be called before long work, too: nobody wants to wait for a file that is not written. */
export function refuseExisting(path: string, force: boolean): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found || (force && found.isFile())) return;
  const what = found.isFile() ? 'a file' : 'something that is no file';
  const cure = found.isFile() ? 'Name another file, or add --force to overwrite it.' : 'Name another file.';
  throw new EaganError('EAGAN_FILE_EXISTS', `${path} must be a new file (got: ${what} is there)`, cure);
}
