// Why a child ended by itself: out of memory where there is evidence, else a crash with its signal or exit code.
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { EaganError } from '../domain/errors.js';
import { speaksOfMemory } from './describe-error.js';

export interface ChildEnd {
  readonly pid: number | undefined;
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  readonly logFile: string;
  readonly logStart: number;
  /** `oomKills()` at the child's start. */
  readonly oomKillsBefore: number;
  /** What it was doing: a place, or `starting`. */
  readonly doing: string;
}

/** Processes that the kernel killed for want of memory since boot, here and in this control group; 0 where it does not say. */
export function oomKills(): number {
  return ['/proc/vmstat', '/sys/fs/cgroup/memory.events'].reduce((sum, path) => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return sum + Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
  }, 0);
}

/** The error of a child that ended unasked. */
export function crashReason(end: ChildEnd): EaganError {
  const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.exitCode}`;
  const what = `The trainer (process ${end.pid}) ${how} while ${end.doing}`;
  if (hadNoMemory(end)) {
    const cure = 'Give the run fewer slots (resources.slots) or smaller batches, or use a machine with more memory.';
    return new EaganError('EAGAN_OUT_OF_MEMORY', `${what}: the machine ran out of memory.`, cure);
  }
  const cure = `The step is tried again from its last recovery point. What the trainer said last is in ${end.logFile}.`;
  return new EaganError('EAGAN_TRAINER_CRASHED', `${what}.`, cure);
}

function hadNoMemory(end: ChildEnd): boolean {
  const killed = end.signal === 'SIGKILL' || end.exitCode === 137;
  return (killed && oomKills() > end.oomKillsBefore) || speaksOfMemory(lastWords(end.logFile, end.logStart));
}

/** At most the last 4 KiB that were written to the log since `start`. */
function lastWords(path: string, start: number): string {
  if (!existsSync(path)) return '';
  const size = statSync(path).size;
  const from = Math.max(start, size - 4096);
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(Math.max(0, size - from));
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, from));
  } finally {
    closeSync(file);
  }
}
