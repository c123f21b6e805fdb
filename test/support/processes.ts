// Looks at the machine's processes, for tests of real signals, and waits for conditions.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { childrenOf, livingOf } from '../../worker/process-table.js';
import { waitUntil } from '../../worker/processes.js';

export { childrenOf };

/** Process ids of all living descendants of a process. */
export function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

/** True while the process exists and is no zombie. */
export const runs = (pid: number): boolean => livingOf([pid]).length > 0;

/** The exit code of a process once it has ended and all its output was read; null after a signal. */
export async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** Resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

/** Long enough for a machine on which much else runs: no test says how long a thing may take. */
export const patienceMs = 600_000;

/** Waits until a condition is true. Fails with `what` when it never becomes so. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await waitUntil(condition, patienceMs))) throw new Error(`after ${patienceMs / 1000} s still not: ${what}`);
}
