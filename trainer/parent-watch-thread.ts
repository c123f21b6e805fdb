// The thread that kills its own process once the parent's id has changed: an orphan is adopted by another process.
import { workerData } from 'node:worker_threads';

const { parent, everyMs } = workerData as { parent: number; everyMs: number };
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, everyMs);
