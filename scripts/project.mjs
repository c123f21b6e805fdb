// The project's folder, from the sources and from their compiled copies in dist/.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above this file that has a package.json. */
export function projectRoot() {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Absolute path of a file that ships with the program: `shippedFile('docs/errors.md')`. @param {string} name */
export const shippedFile = (name) => join(projectRoot(), name);
