// The calls that reach the disk, and what every user of them needs: errors with names, absence as null, folders on the
// disk for good.
import type * as nodeFiles from 'node:fs/promises';
import { explainFileError, isCode } from './file-errors.js';

/** The calls that reach the disk; tests put failing ones, or a disk in memory, in their place. */
export type FileIo = Pick<
  typeof nodeFiles,
  'open' | 'link' | 'rename' | 'unlink' | 'mkdir' | 'readdir' | 'readFile' | 'stat' | 'rm' | 'rmdir' | 'utimes'
>;

/** What `act` gives; its errors as people should read them. */
export async function explained<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** The same, and null when there is no such file, or no such folder. */
export async function unlessAbsent<T>(path: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    // A folder where a file should be, or the reverse, holds nothing of what was asked for.
    if (isCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return null;
    throw explainFileError(error, path);
  }
}

/** Brings the names in a folder to the disk. */
export async function syncFolder(io: FileIo, folder: string): Promise<void> {
  await explained(folder, async () => {
    const handle = await io.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
