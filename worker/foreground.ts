// A worker in the process of a command: for several machines, where something else (systemd, Kubernetes) keeps it
// alive.
import { keepAlive, type RunningProcess } from './keep-alive.js';
import { openLogFile } from './log-file.js';
import { installLogger } from './log.js';
import { runWorker } from './run-worker.js';
import { defaultSlots } from './slots.js';
import { statePaths } from './state-paths.js';
import type { TemporalEndpoint } from './types.js';
import { writeLog } from '../scripts/files.mjs';

const stopGraceMs = 30_000;

export interface ForegroundConfig {
  readonly stateFolder: string;
  readonly endpoint: TemporalEndpoint;
  readonly slots?: number;
}

/**
 * Works until SIGINT or SIGTERM, then hands running work back. If Temporal goes away, it waits; only a first start that
 * fails is an error. `tell` gets lines for people; Temporal's go to logs/worker-foreground.log.
 */
export async function runInForeground(config: ForegroundConfig, tell: (text: string) => void): Promise<void> {
  const { stateFolder, endpoint, slots = defaultSlots() } = config;
  const log = openLogFile(statePaths(stateFolder).foregroundLog);
  installLogger((line) => writeLog(log, line));
  const working = `Working for ${endpoint.address}, namespace ${endpoint.namespace}, with ${slots} slots; Ctrl-C stops the worker.`;
  let worked = false;
  const kept = keepAlive({
    start: () => startWorker({ stateFolder, endpoint, slots }),
    givesUp: (_error, _failures, everRan) => !everRan,
    onChange: ({ state, lastError }) => {
      if (state === 'running') tell(working);
      worked ||= state === 'running';
      if (state === 'backingOff' && worked) tell(`Restarting the worker (${lastError}) …`);
    },
  });
  await Promise.race([kept.done, firstSignal()]);
  tell('Handing back running steps …');
  await kept.stop();
}

/** The worker of this process, as something that can end and start again. */
async function startWorker(config: Required<ForegroundConfig>): Promise<RunningProcess> {
  const worker = await runWorker(config, 'trainer-foreground');
  const ended = worker.done.then(
    () => 'all running steps were handed back',
    async (error: unknown) => {
      await worker.stop(stopGraceMs); // what still runs writes its recovery point
      return String((error as Error)?.message ?? error);
    },
  );
  return { pid: process.pid, ended, stop: () => worker.stop(stopGraceMs) };
}

/** The second signal ends the process as usual. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
