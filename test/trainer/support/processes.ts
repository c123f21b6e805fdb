// Looks at the processes of the machine, as a test of real signals must.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Process ids of the living children of a process (zombies are not alive). */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isChild(Number(name), parent))
    .map(Number);
}

/** True while the process exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== null && stat.state !== 'Z';
}

/** Waits until the condition holds; fails after `limitMs` with what was waited for. */
export async function until(what: string, condition: () => boolean, limitMs = 15_000): Promise<void> {
  const start = Date.now();
  while (!condition()) {
    if (Date.now() - start > limitMs) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await sleep(50);
  }
}

function isChild(pid: number, parent: number): boolean {
  const stat = statOf(pid);
  return stat !== null && stat.parent === parent && stat.state !== 'Z';
}

function statOf(pid: number): { state: string; parent: number } | null {
  try {
    // "pid (name with anything) state ppid …"
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return { state: state!, parent: Number(parent) };
  } catch {
    return null;
  }
}
