// Looks at the processes of the machine, as a test of real signals must; and waits for what must come true.
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

/** True while the process exists and does not only wait to be reaped by a parent that never does. */
export const runs = (pid: number): boolean => livingOf([pid]).length > 0;

/** The exit code of a process once it has ended and all its output was read; null after a signal. */
export async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** Memory of a process that is in RAM, in bytes. */
export function residentBytes(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

/** Waits for something that must come true; fails with what it was. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  if (!(await waitUntil(condition, limitMs))) throw new Error(`after ${limitMs / 1000} s still not: ${what}`);
}
