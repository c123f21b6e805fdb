// Nothing runs without an owner: a guard ends the embedded server when the process that started it is gone, even after
// SIGKILL.
import { spawn } from 'node:child_process';
import { childEnvironment } from '../scripts/child-environment.mjs';

/**
 * `read` returns when the owner's end of the pipe closes; the kernel closes it however the owner ends. It is a shell
 * and not Node because it sleeps in the kernel and takes one megabyte.
 */
const script = 'read _; kill -TERM "$1"; for _ in 1 2 3; do kill -0 "$1" || exit; sleep 1; done; kill -KILL "$1"';

export interface Guard {
  /** Call it when the guarded process has ended: another process may soon have its id. */
  dismiss(): void;
}

/**
 * Ends process `pid` when this process is gone: SIGTERM, then SIGKILL after 3 s. Its database survives that, and the
 * next owner waits for it.
 */
export function guardProcess(pid: number): Guard {
  if (pid === 0) return { dismiss: () => undefined };
  const guard = spawn('/bin/sh', ['-c', script, 'eagan-guard', String(pid)], {
    detached: true,
    env: childEnvironment('tool'),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined); // no shell: the next supervisor ends the stray server
  guard.stdin.on('error', () => undefined);
  return { dismiss: () => guard.kill('SIGKILL') };
}
