// Temporary folders for tests. They are removed when the process that made them ends.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/**
 * A new folder, whose path has no links and is short enough for a socket. Whatever runs in it must have ended when the
 * test process ends.
 */
export function temporaryFolder(): string {
  if (made.length === 0) process.once('exit', () => made.forEach(removeFolder));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'eagan-')));
  made.push(folder);
  return folder;
}

/** Removes a folder and its contents now. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
