// Temporary state folders, and processes seen from outside, for the tests of worker/.
import { mkdtempSync, rmSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../worker/processes.js';

/** A new folder below the system's temporary folder; the name is short enough for a socket. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'eagan-w-')));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Waits for something that must come true; fails with what it was. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  if (!(await waitUntil(condition, limitMs))) throw new Error(`after ${limitMs / 1000} s still not: ${what}`);
}
