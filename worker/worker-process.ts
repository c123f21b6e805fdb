// The worker as the supervisor sees it: a child process that reports when it polls.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EaganError } from '../domain/errors.js';
import { childEnvironment } from '../scripts/child-environment.mjs';
import type { Digest } from '../domain/digest.js';
import { messageToError } from './error-message.js';
import type { RunningProcess } from './keep-alive.js';
import { withLogFile } from './log-file.js';
import { endChild, endingOf, type Ending } from './processes.js';
import { statePaths } from './state-paths.js';
import type { FromWorker, WorkerConfig } from './types.js';

const entry = fileURLToPath(new URL('./main.js', import.meta.url));
/** Running tasks write their recovery points in this time; then the worker is killed. */
const stopGraceMs = 45_000;

export interface RunningWorkerProcess extends RunningProcess {
  readonly runtime: Digest;
}

/** Starts a worker and waits until it polls its queues. */
export async function startWorkerProcess(config: WorkerConfig, signal: AbortSignal): Promise<RunningWorkerProcess> {
  const child = launch(config);
  const ended = endingOf(child);
  const stop = (): Promise<void> => endChild(child, ended, stopGraceMs);
  const giveUp = (): void => void stop();
  signal.addEventListener('abort', giveUp);
  try {
    const runtime = await readyOf(child, ended, config);
    return { pid: child.pid!, ended, stop, runtime };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function launch(config: WorkerConfig): ChildProcess {
  return withLogFile(statePaths(config.stateFolder).workerLog, (log) =>
    fork(entry, [JSON.stringify({ ...config, parent: process.pid })], {
      execArgv: ['--enable-source-maps'],
      detached: true,
      env: childEnvironment('supervisor'),
      stdio: ['ignore', log, log, 'ipc'],
    }),
  );
}

async function readyOf(child: ChildProcess, ended: Promise<Ending>, config: WorkerConfig): Promise<Digest> {
  const answer = new Promise<FromWorker>((resolve) => child.once('message', (value) => resolve(value as FromWorker)));
  const message = await Promise.race([answer, ended]);
  if (typeof message === 'string') {
    const cure = `Its log is ${statePaths(config.stateFolder).workerLog}.`;
    throw new EaganError(
      'EAGAN_SUPERVISOR_UNAVAILABLE',
      `the worker must keep running (it ended with ${message})`,
      cure,
    );
  }
  if (message.type === 'failed') throw messageToError(message.error);
  return message.runtime;
}
