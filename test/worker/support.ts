// Temporary state folders, and processes seen from outside, for the tests of worker/.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../worker/processes.js';

/** A new folder below the system's temporary folder; the name is short enough for a socket. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'eagan-w-')));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** Waits for something that must come true; fails with what it was. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  if (!(await waitUntil(condition, limitMs))) throw new Error(`after ${limitMs / 1000} s still not: ${what}`);
}

/** Process ids of all descendants of a process, seen through /proc. */
export function descendantsOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

function parentOf(pid: number): number | null {
  try {
    // The name in parentheses may hold spaces; state and parent follow it.
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return null; // ended meanwhile
  }
}

/** Memory of a process that is in RAM, in bytes. */
export function residentBytes(pid: number): number {
  return 1024 * Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

/** Alive, and not only waiting to be reaped by a parent that never does. */
export function runs(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Makes this process (and those it starts) see no Temporal that the person who runs the tests has configured. */
export function forgetConfiguredTemporal(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('TEMPORAL_')) delete process.env[name];
  process.env.TEMPORAL_CONFIG_FILE = '/nowhere/temporal.toml';
}

/** Runs something with a configured Temporal. */
export async function withConfigured<T>(address: string, namespace: string, work: () => Promise<T>): Promise<T> {
  Object.assign(process.env, { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });
  return work().finally(forgetConfiguredTemporal);
}
