// Why a child ended by itself: out of memory if there is evidence, else a crash with its signal or exit code.
import { existsSync, readFileSync } from 'node:fs';
import { EaganError } from '../domain/errors.js';
import { readEnd } from '../scripts/foreign-files.mjs';
import { speaksOfMemory } from './describe-error.js';
import { lostParentExitCode } from './parent-watch.js';

export interface ChildEnd {
  readonly pid: number | undefined;
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  readonly logFile: string;
  readonly logStart: number;
  /** `oomKills()` at the child's start. */
  readonly oomKillsBefore: number;
  /** It never became ready, so no task is to blame. */
  readonly starting: boolean;
  /** What it was doing: a place, or `it started`. */
  readonly doing: string;
}

/**
 * Processes that the kernel killed for lack of memory since boot, here and in this control group; 0 if it does not say.
 */
export function oomKills(): number {
  return ['/proc/vmstat', '/sys/fs/cgroup/memory.events'].reduce((sum, path) => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return sum + Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
  }, 0);
}

/** Signals that a process sends to itself; every other signal was sent from outside. */
const ownSignals: readonly NodeJS.Signals[] = [
  ...(['SIGSEGV', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP', 'SIGSYS'] as const),
];

/**
 * The error of a child that ended without a request: it had no memory, was killed, could not start, or crashed by
 * itself.
 */
export function crashReason(end: ChildEnd): EaganError {
  const how = end.signal ? `was ended by ${end.signal}` : `ended with exit code ${end.exitCode}`;
  const what = `The trainer (process ${end.pid}) ${how} while ${end.doing}`;
  if (hadNoMemory(end)) {
    const cure =
      'End other programs, or run fewer trainers at once: eagan server stop, then eagan server start --slots 1.';
    return new EaganError('EAGAN_OUT_OF_MEMORY', `${what}: the machine ran out of memory.`, cure);
  }
  const said = `The last output of the trainer is in ${end.logFile}.`;
  const cure = `The step continues from its last recovery point. ${said}`;
  if (wasKilled(end)) return new EaganError('EAGAN_TRAINER_KILLED', `${what}.`, cure);
  if (end.starting)
    return new EaganError('EAGAN_TRAINER_NOT_STARTED', `${what}.`, `${said} Check the machine: eagan doctor`);
  return new EaganError('EAGAN_TRAINER_CRASHED', `${what}.`, cure);
}

/** The error of a child that the system refused to start. */
export function forkRefused(error: NodeJS.ErrnoException): EaganError {
  const code = error.code === 'ENOMEM' ? 'EAGAN_OUT_OF_MEMORY' : 'EAGAN_TRAINER_NOT_STARTED';
  const cure = 'eagan tries again, because other processes may end in the meantime.';
  return new EaganError(code, `The trainer could not be started: ${error.message}`, cure, { cause: error });
}

function wasKilled({ signal, exitCode }: ChildEnd): boolean {
  return signal ? !ownSignals.includes(signal) : exitCode === lostParentExitCode;
}

/** The kernel killed it, or its last output is about memory: V8 aborts with such words at its heap's limit. */
function hadNoMemory(end: ChildEnd): boolean {
  const killed = end.signal === 'SIGKILL' || end.exitCode === 137;
  return (killed && oomKills() > end.oomKillsBefore) || speaksOfMemory(lastWords(end.logFile, end.logStart));
}

/** At most the last 16 KiB that were written to the log since `start`; nothing if it is not a readable file. */
function lastWords(path: string, start: number): string {
  try {
    return readEnd(path, 16_384, start).toString('utf8');
  } catch {
    return '';
  }
}
