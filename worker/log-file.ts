// Log files of processes: appended to, and set aside once when they are large.
import { closeSync, statSync } from 'node:fs';
import { openLog } from '../scripts/files.mjs';

const largeBytes = 20 * 1024 * 1024;

/** Opens a log for appending and returns its descriptor. A log of more than 20 MiB becomes `<name>.1` first. */
export function openLogFile(path: string): number {
  return openLog(path, largeBytes);
}

/** Where the next line of a log begins; 0 also if the log cannot be written. */
export function sizeOfLog(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Opens a log during a call, to hand its descriptor to a child. */
export function withLogFile<T>(path: string, use: (descriptor: number) => T): T {
  const descriptor = openLogFile(path);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
