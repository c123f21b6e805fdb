// Ends a trainer child whose parent is gone, even while the main thread is inside a native call.
import { Worker } from 'node:worker_threads';

/** The environment variable in which a pool tells its children its process id. */
export const parentVariable = 'EAGAN_TRAINER_PARENT';

/** The exit code of a child whose channel to its parent has closed. If the parent lives, the child is not at fault. */
export const lostParentExitCode = 75;

/** `disconnect` is enough while the event loop turns; a separate thread watches in case it does not. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(lostParentExitCode));
  const parent = Number(process.env[parentVariable] ?? process.ppid);
  new Worker(new URL('./parent-watch-thread.js', import.meta.url), { workerData: { parent, everyMs: 1000 } }).unref();
}
