// Ends a trainer child whose parent is gone, even while the main thread sits inside a native call.
import { Worker } from 'node:worker_threads';

/** The environment variable in which a pool tells its children its process id. */
export const parentVariable = 'EAGAN_TRAINER_PARENT';

/** With which a child ends when the channel to its parent has closed: no fault of its own, should the parent live. */
export const lostParentExitCode = 75;

/** `disconnect` is enough while the event loop turns; a thread of its own watches for the case that it does not. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit(lostParentExitCode));
  const parent = Number(process.env[parentVariable] ?? process.ppid);
  new Worker(new URL('./parent-watch-thread.js', import.meta.url), { workerData: { parent, everyMs: 1000 } }).unref();
}
