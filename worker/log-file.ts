// Log files of processes: appended to, set aside once when they have grown large.
import { mkdirSync, openSync, renameSync, statSync, closeSync } from 'node:fs';
import { dirname } from 'node:path';

const largeBytes = 20 * 1024 * 1024;

/** Opens a log for appending and returns its descriptor; one of more than 20 MiB becomes `<name>.1` first. */
export function openLogFile(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largeBytes) renameSync(path, `${path}.1`);
  return openSync(path, 'a');
}

/** Opens a log for the time of a call, for handing its descriptor to a child. */
export function withLogFile<T>(path: string, use: (descriptor: number) => T): T {
  const descriptor = openLogFile(path);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
