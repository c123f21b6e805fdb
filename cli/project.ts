// Files that ship with the program, found from the compiled code in dist/cli/.
import { fileURLToPath } from 'node:url';

/** Absolute path of a shipped file: `shippedFile('docs/errors.md')`. */
export function shippedFile(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}
