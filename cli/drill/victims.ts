// The processes of a state folder that a drill may kill, by what they are.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { supervisorStatus } from '../../worker/supervisor.js';

export type Role = 'cli' | 'supervisor' | 'server' | 'worker' | 'trainer';

export interface Victim {
  readonly role: Role;
  readonly pid: number;
}

/** Every living process of the state folder; of the commands only the one given. */
export async function processesOf(stateFolder: string, cli: number | null): Promise<Victim[]> {
  const status = await supervisorStatus(stateFolder);
  const own: [Role, number | null | undefined][] = [
    ['cli', cli],
    ['supervisor', status?.pid],
    ['server', status?.server?.pid],
    ['worker', status?.worker.pid],
  ];
  const found = own.flatMap(([role, pid]): Victim[] => (pid ? [{ role, pid }] : []));
  const worker = status?.worker.pid;
  return [...found, ...(worker ? childrenOf(worker) : []).map((pid): Victim => ({ role: 'trainer', pid }))];
}

/** Process ids of the living children of a process. */
export function childrenOf(parent: number): number[] {
  return parents().flatMap(([pid, of]) => (of === parent ? [pid] : []));
}

/** Those of the processes that live; one that only waits for a parent that never reaps does not. */
export function livingOf(pids: readonly number[]): number[] {
  const living = new Set(parents().map(([pid]) => pid));
  return pids.filter((pid) => living.has(pid));
}

/** (process, parent) of all living processes: from /proc on Linux, where `ps` need not exist. */
function parents(): [number, number][] {
  if (existsSync('/proc/self/stat')) {
    return readdirSync('/proc').flatMap((name): [number, number][] => {
      const parent = /^\d+$/.test(name) ? parentOf(name) : null;
      return parent === null ? [] : [[Number(name), parent]];
    });
  }
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

/** "pid (name with anything) state ppid …"; null for one that has ended. */
function parentOf(pid: string): number | null {
  try {
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return state === 'Z' ? null : Number(parent);
  } catch {
    return null;
  }
}
