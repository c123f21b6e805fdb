// The files of a format whose names are fixed.
import type { FilesFound } from './format.js';

/** Each of the wanted files, and which of them are not there. */
export function fixedFiles(wanted: readonly string[], names: readonly string[]): FilesFound {
  return {
    needed: wanted.filter((name) => names.includes(name)).map((name) => ({ name, file: name })),
    missing: wanted.filter((name) => !names.includes(name)),
  };
}
