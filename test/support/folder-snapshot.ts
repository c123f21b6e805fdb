// What is in a folder: each file by a digest of its bytes, each link by its target.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/** By path below the folder. */
export function folderSnapshot(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isSymbolicLink()) found.set(name, `-> ${readlinkSync(path)}`);
    else if (entry.isFile()) found.set(name, createHash('sha256').update(readFileSync(path)).digest('hex'));
    else found.set(name, 'folder');
  }
  return found;
}
