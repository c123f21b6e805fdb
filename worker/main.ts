// The worker's program: `node main.js '{"stateFolder": …}'`. The supervisor starts it; SIGTERM or the supervisor's end
// stops it.
import { surviveStreams, writeLog } from '../scripts/files.mjs';
import { endPrintably } from '../scripts/printable.mjs';
import { becomePrivate } from '../scripts/privacy.mjs';
import { errorToMessage } from './error-message.js';
import { installLogger } from './log.js';
import { onParentGone } from './parent-watch.js';
import { runWorker, type RunningWorker } from './run-worker.js';
import type { FromWorker, WorkerConfig } from './types.js';

/** Time for recovery points: after SIGTERM, and when the supervisor is gone, because the server goes with it. */
const stopGraceMs = 30_000;
const orphanGraceMs = 8_000;

becomePrivate();
surviveStreams();
endPrintably();
const config = JSON.parse(process.argv[2]!) as WorkerConfig;
const logger = installLogger((line) => writeLog(2, line));
let worker: RunningWorker | null = null;
let stopping = false;

const tellSupervisor = (message: FromWorker): void => void (process.connected && process.send!(message));

async function stop(reason: string, graceMs: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.info(`stops: ${reason}`);
  await worker?.stop(graceMs);
  logger.info('ended');
  process.exit(0);
}

function fail(error: unknown): void {
  if (stopping) return;
  logger.error('failed', { error: error as Error });
  tellSupervisor({ type: 'failed', error: errorToMessage(error, config.stateFolder) });
  setTimeout(() => process.exit(1), 200); // the message and the log are on their way
}

process.on('SIGTERM', () => void stop('told to', stopGraceMs));
process.on('SIGINT', () => void stop('told to', stopGraceMs));
if (config.parent) onParentGone(config.parent, () => void stop('the supervisor is gone', orphanGraceMs));

try {
  logger.info('starts', config);
  worker = await runWorker(config);
  logger.info('polls', { runtime: worker.runtime, rssMiB: Math.round(process.memoryUsage().rss / 2 ** 20) });
  tellSupervisor({ type: 'ready', runtime: worker.runtime });
  await worker.done;
  fail(new Error('the worker stopped unexpectedly'));
} catch (error) {
  if (!stopping) await worker?.stop(stopGraceMs); // what still runs writes its recovery point
  fail(error);
}
