// The calls that reach the disk, with what all their users need: named errors, null for absence, and folders that
// survive a power cut.
import type * as nodeFiles from 'node:fs/promises';
import { explainFileError, isCode } from './file-errors.js';

/** The calls that reach the disk. Tests replace them by failing ones, or by a disk in memory. */
export interface FileIo extends Pick<
  typeof nodeFiles,
  'open' | 'link' | 'rename' | 'unlink' | 'mkdir' | 'readdir' | 'stat' | 'rm' | 'rmdir' | 'utimes'
> {
  readFile(path: string, options: ReadOptions): Promise<Uint8Array>;
}

interface ReadOptions {
  /** A larger file is not read. */
  readonly atMost: number;
  /** For Node's own call, which does not know `atMost`. */
  readonly flag: number;
}

/** Returns what `act` returns, with readable errors. */
export async function explained<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** The same, and null if there is no such file or folder. */
export async function unlessAbsent<T>(path: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    // A folder in place of a file, or the reverse, counts as absence.
    if (isCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return null;
    throw explainFileError(error, path);
  }
}

/** Syncs the names in a folder to the disk. */
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
