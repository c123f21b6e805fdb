// The files of a format whose names are fixed.
import type { FilesFound } from './format.js';

/** Each of the wanted files, and which of them are not there; `names` null: nobody knows. */
export const fixedFiles = (wanted: readonly string[], names: readonly string[] | null): FilesFound => ({
  needed: wanted.map((name) => ({ name, file: name })),
  missing: wanted.filter((name) => names?.includes(name) === false),
});
