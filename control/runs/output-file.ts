// The file that a command writes where the person says.
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EaganError } from '../../domain/errors.js';
import { isFolder, isLink } from '../../scripts/files.mjs';
import { withUmaskOfUser } from '../../scripts/privacy.mjs';

/** The path of the file that will be written. If it cannot be written, throws before anything is measured. */
export function writable(name: string, directory: string): string {
  const path = resolve(directory, name);
  try {
    if (isFolder(path)) throw new Error('it is a folder');
    if (!existsSync(path) && isLink(path)) throw new Error('it is a broken link');
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK);
    return path;
  } catch (error) {
    throw unwritable('EAGAN_USAGE', name, error);
  }
}

/** Throws EAGAN_DISK_FULL or EAGAN_DISK_ERROR. */
export function write(path: string, contents: string | Uint8Array): void {
  try {
    withUmaskOfUser(() => writeFileSync(path, contents));
  } catch (error) {
    const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    throw unwritable(isFull ? 'EAGAN_DISK_FULL' : 'EAGAN_DISK_ERROR', path, error);
  }
}

const unwritable = (
  code: 'EAGAN_USAGE' | 'EAGAN_DISK_FULL' | 'EAGAN_DISK_ERROR',
  name: string,
  cause: unknown,
): EaganError =>
  new EaganError(
    code,
    `--output must name a file that can be written (got ${name}: ${(cause as Error).message})`,
    'Name a file in a folder that exists and that you may write to.',
    { cause },
  );
