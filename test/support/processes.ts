// Looks at the processes of the machine, as a test of real signals must; and waits for what must come true.
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
