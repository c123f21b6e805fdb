// Which processes live on this machine, and who started them: from /proc on Linux, where `ps` may be missing, else from
// `ps`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { childEnvironment } from '../scripts/child-environment.mjs';

interface Living {
  readonly pid: number;
  readonly parent: number;
}

const hasProc = existsSync('/proc/self/stat');

/** Process ids of the living children of a process. */
export function childrenOf(parent: number): number[] {
  return everybody().flatMap((one) => (one.parent === parent ? [one.pid] : []));
}

/** Those that live. A process that only waits to be reaped does not count. */
export function livingOf(pids: readonly number[]): number[] {
  const living = new Set(everybody().map(({ pid }) => pid));
  return pids.filter((pid) => living.has(pid));
}

/** The parent of a process and its command line; null if it is gone. */
export function describeProcess(pid: number): { readonly parent: number; readonly command: string } | null {
  const parent = parentOf(pid);
  return parent === null ? null : { parent, command: commandOf(pid) };
}

function everybody(): Living[] {
  const pids = hasProc
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
    : null;
  if (!pids)
    return fromPs(['-axo', 'pid=,ppid=']).map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
  return pids.flatMap((pid) => {
    const parent = parentOf(pid);
    return parent === null ? [] : [{ pid, parent }];
  });
}

/** null if it has ended, reaped or not. */
function parentOf(pid: number): number | null {
  if (!hasProc) {
    const [line] = fromPs(['-o', 'ppid=', '-p', String(pid)]);
    return line ? Number(line[0]) : null;
  }
  // "pid (name with anything) state ppid …"
  const [state, parent] = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ');
  return parent === undefined || state === 'Z' ? null : Number(parent);
}

function commandOf(pid: number): string {
  if (hasProc) return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  return fromPs(['-ww', '-o', 'command=', '-p', String(pid)])[0]?.join(' ') ?? '';
}

/** Empty if the process is gone. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The words of each line. */
function fromPs(args: readonly string[]): string[][] {
  const { stdout } = spawnSync('ps', args, { encoding: 'utf8', env: childEnvironment('tool') });
  const lines = (stdout ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map((line) => line.split(/\s+/));
}
