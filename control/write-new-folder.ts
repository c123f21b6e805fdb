// Writes a folder that a person named. It appears whole or not at all, and nothing that is there is lost.
import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { explainAnyError } from '../store/index.js';

/**
 * Lets `fill` write into a new folder beside `path`, which gets the name `path` afterwards. `force`: there may be a
 * folder with files; those of equal names are replaced, the others stay. Throws EAGAN_FILE_EXISTS, what `fill` throws,
 * and errors of the disk.
 */
export async function writeNewFolder<T>(
  path: string,
  force: boolean,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  refuseFilled(path, force);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(temporary, 0o700);
    const result = await fill(temporary);
    refuseFilled(path, force);
    await moveInto(temporary, path);
    return result;
  } catch (error) {
    throw explainAnyError(error instanceof EaganError ? error : Object.assign(error as Error, { path }));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** To be called before long work, too. */
export function refuseFilled(path: string, force: boolean): void {
  const kind = kindOf(path);
  if (kind === 'absent' || (kind === 'folder' && (force || readdirSync(path).length === 0))) return;
  const found = kind === 'folder' ? 'it has files' : 'something that is no folder is there';
  const cure =
    kind === 'folder' ? 'Name another folder, or add --force to replace files in it.' : 'Name another folder.';
  throw new EaganError('EAGAN_FILE_EXISTS', `${path} must be a new or an empty folder (got: ${found})`, cure);
}

/** Each file by itself where a folder is: what is there besides stays. */
async function moveInto(from: string, to: string): Promise<void> {
  const kind = kindOf(to);
  if (kind === 'absent' || kindOf(from) === 'file') {
    if (kind === 'folder') throw inTheWay(to);
    return rename(from, to);
  }
  if (kind !== 'folder') throw inTheWay(to);
  for (const name of readdirSync(from)) await moveInto(join(from, name), join(to, name));
}

/** A link counts as something else: nothing is written through it. */
function kindOf(path: string): 'absent' | 'folder' | 'file' | 'other' {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'absent';
  return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
}

const inTheWay = (path: string): EaganError =>
  new EaganError(
    'EAGAN_FILE_EXISTS',
    `${path} must be replaceable (got: a folder, a link or a file where the other is needed)`,
    'Name another folder, or remove it first.',
  );
