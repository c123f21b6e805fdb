// A worker in the process of a command: for fleets, where something else (systemd, Kubernetes) keeps it alive.
import { writeSync } from 'node:fs';
import { openLogFile } from './log-file.js';
import { installLogger } from './log.js';
import { runWorker } from './run-worker.js';
import { defaultSlots } from './slots.js';
import { statePaths } from './state-paths.js';
import type { TemporalEndpoint } from './types.js';

const stopGraceMs = 30_000;

export interface ForegroundConfig {
  readonly stateFolder: string;
  readonly endpoint: TemporalEndpoint;
  readonly slots?: number;
}

/** Works until SIGINT or SIGTERM, then hands back what runs. `tell` gets lines for people; Temporal's go to logs/worker.log. */
export async function runInForeground(config: ForegroundConfig, tell: (text: string) => void): Promise<void> {
  const { stateFolder, endpoint, slots = defaultSlots() } = config;
  const log = openLogFile(statePaths(stateFolder).workerLog);
  installLogger((line) => void writeSync(log, line));
  const worker = await runWorker({ stateFolder, endpoint, slots });
  tell(`Working for ${endpoint.address}, namespace ${endpoint.namespace}, with ${slots} slots; Ctrl-C ends it.`);
  await Promise.race([worker.done, firstSignal()]);
  tell('Handing back what runs …');
  await worker.stop(stopGraceMs);
}

/** The second signal ends the process as usual. */
function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
