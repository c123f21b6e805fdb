// Finds and ends processes by their id.
import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process ended, in words: `exit code 1`, `signal SIGKILL`. */
export type Ending = string;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Sends a signal; no error if the process is gone. */
function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Settles when the child has ended; rejects if it could not be started. */
export function endingOf(child: ChildProcess): Promise<Ending> {
  const ending = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  ending.catch(() => undefined); // told to whoever awaits it
  return ending;
}

/** SIGTERM, then SIGKILL if it is not gone after the grace period. */
export async function endProcess(pid: number, gone: () => Promise<boolean>, graceMs: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    signalProcess(pid, signal);
    if (await waitUntil(gone, graceMs)) return;
  }
  throw new Error(`process ${pid} does not end, even after SIGKILL`);
}

/** Ends a child, and waits until that is known. `ended`: how it ends (`endingOf`). */
export async function endChild(child: ChildProcess, ended: Promise<Ending>, graceMs: number): Promise<void> {
  const gone = async (): Promise<boolean> => child.exitCode !== null || child.signalCode !== null;
  if (child.pid && !(await gone())) await endProcess(child.pid, gone, graceMs);
  await ended.catch(() => undefined);
}

/** Makes a process of ours wait for those that work on runs. */
export function yieldToOthers(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended, or the system forbids it.
  }
}

/** Asks repeatedly until the answer is true or the time is over. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean> {
  for (const end = Date.now() + limitMs; ; await sleep(25)) {
    if (await condition()) return true;
    if (Date.now() > end) return false;
  }
}
