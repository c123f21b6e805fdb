// The files below a folder.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Their paths, sorted; links and folders are none. */
export function filesBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}
