// Looks at the processes of the machine through /proc, as a test of real signals must; and waits for what must come true.
import { readdirSync, readFileSync } from 'node:fs';
import { waitUntil } from '../../worker/processes.js';

/** Process ids of the living children of a process (zombies are not alive). */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isLivingChild(Number(name), parent))
    .map(Number);
}

/** Process ids of all living descendants of a process. */
export function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

/** True while the process exists and does not only wait to be reaped by a parent that never does. */
export function runs(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== null && stat.state !== 'Z';
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

function isLivingChild(pid: number, parent: number): boolean {
  const stat = statOf(pid);
  return stat !== null && stat.parent === parent && stat.state !== 'Z';
}

function statOf(pid: number): { state: string; parent: number } | null {
  try {
    // "pid (name with anything) state ppid …"
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return { state: state!, parent: Number(parent) };
  } catch {
    return null; // ended meanwhile
  }
}
