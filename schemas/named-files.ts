// How a pipeline reads the files that it extends or names: small regular files, in the folder of the file that the
// person named, unless another folder is allowed by name.
import { allowedFolders, howToAllow } from '../scripts/confine.mjs';
import { ForeignFileError, readConfinedFile, readRegularFile } from '../scripts/foreign-files.mjs';
import { largestBytes, type FileContent } from './decode.js';

/**
 * Reads a file, or throws; the path is absolute. `saidBy`: a file may only name what lies in its reach; what a person
 * types on the command line may be anywhere.
 */
export type ReadFile = (path: string, saidBy: 'file' | 'person') => FileContent;

/** Reads from the disk. Files may name others below these folders, and below those that the person allowed. */
export function diskReader(...folders: readonly string[]): ReadFile {
  return (path, saidBy) =>
    sized(() =>
      saidBy === 'person'
        ? readRegularFile(path, { atMost: largestBytes })
        : readConfinedFile(path, [...folders, ...allowedFolders()], { atMost: largestBytes, allow: howToAllow }),
    );
}

/** A file that the person named on the command line. */
export const readNamedFile = (path: string): FileContent =>
  sized(() => readRegularFile(path, { atMost: largestBytes }));

/** A file that is too large is reported at its place like other mistakes. */
function sized(read: () => FileContent): FileContent {
  try {
    return read();
  } catch (error) {
    if (error instanceof ForeignFileError && error.refusal === 'tooLarge') return { tooLarge: error.size };
    throw error;
  }
}

/** Why a file cannot be read, in words. */
export function reasonOf(error: unknown): string {
  if (error instanceof ForeignFileError) return error.refusal === 'outside' ? 'it lies outside' : `it is ${error.kind}`;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : message;
}

/** Whether the file was refused because it lies in no folder that may be read. */
export const isOutside = (error: unknown): error is ForeignFileError =>
  error instanceof ForeignFileError && error.refusal === 'outside';
