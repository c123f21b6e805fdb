// Nothing runs without an owner: a guard ends the embedded server when the process that started it is gone, even by
// SIGKILL.
import { spawn } from 'node:child_process';

/**
 * `read` returns when the owner's end of the pipe closes, which the kernel does however the owner ends.
 * A shell, not Node: it sleeps in the kernel and takes one megabyte.
 */
const script = 'read _; kill -TERM "$1"; for _ in 1 2 3; do kill -0 "$1" || exit; sleep 1; done; kill -KILL "$1"';

export interface Guard {
  /** To be called when the guarded process has ended: its id may soon be a stranger's. */
  dismiss(): void;
}

/**
 * Ends process `pid` (SIGTERM, after 3 s SIGKILL: its database bears that, and the next owner waits for it) when this
 * process is gone.
 */
export function guardProcess(pid: number): Guard {
  if (pid === 0) return { dismiss: () => undefined };
  const guard = spawn('/bin/sh', ['-c', script, 'eagan-guard', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined); // no shell: the next supervisor ends the stray server
  guard.stdin.on('error', () => undefined);
  return { dismiss: () => guard.kill('SIGKILL') };
}
