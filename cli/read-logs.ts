// The logs of a state folder: the last lines of each file, or those that name a run or a step.
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { readEnd } from '../scripts/foreign-files.mjs';
import { isCode } from '../store/file-errors.js';
import { statePaths } from '../worker/state-paths.js';

export interface LogText {
  /** Absolute path. */
  readonly file: string;
  readonly lines: readonly string[];
}
export interface LogFilter {
  readonly run: string | null;
  readonly step: string | null;
  /** At most this many lines of each file, the last ones. */
  readonly count: number;
}

/** How much of a file's end is read: logs of long runs are long. */
const tailBytes = 4 * 1024 * 1024;

/** Every log that has something to show. */
export async function readLogs(stateFolder: string, filter: LogFilter): Promise<LogText[]> {
  const folder = statePaths(stateFolder).logs;
  const entries = await readdir(folder, { withFileTypes: true }).catch(noFolder);
  const names = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
    .map(({ name }) => name)
    .sort();
  const logs = names.map((name) => readLog(join(folder, name), name, filter));
  return logs.filter(({ lines }) => lines.length > 0);
}

/** A number of lines from the command line. Throws EAGAN_USAGE. */
export function lineCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new EaganError('EAGAN_USAGE', `--lines must be a whole number from 1 (got ${text})`);
}

function readLog(file: string, name: string, { run, step, count }: LogFilter): LogText {
  // Trainers do not know runs: their output is shown unless a step is asked for.
  const words = [name.startsWith('trainer-') ? null : run, step].filter((word) => word !== null);
  const lines = readEnd(file, tailBytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '' && words.every((word) => line.includes(word)));
  return { file, lines: lines.slice(-count) };
}

function noFolder(error: unknown): Dirent[] {
  if (isCode(error, 'ENOENT')) return [];
  throw error;
}
