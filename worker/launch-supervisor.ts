// Starts a supervisor that outlives the command, and waits until it listens.
import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EaganError } from '../domain/errors.js';
import { childEnvironment } from '../scripts/child-environment.mjs';
import { explainAnyError } from '../store/index.js';
import { withLogFile } from './log-file.js';
import { endingOf } from './processes.js';
import { statePaths } from './state-paths.js';
import { SupervisorConnection } from './supervisor-connection.js';
import type { SupervisorConfig } from './types.js';

const entry = fileURLToPath(new URL('./supervisor-main.js', import.meta.url));
const listenLimitMs = 30_000;

/**
 * Connects to the first supervisor that listens: the one started here, or one that another command started at the same
 * time.
 */
export async function launchSupervisor(config: SupervisorConfig): Promise<SupervisorConnection> {
  requireWritable(config.stateFolder);
  const child = spawnDetached(config);
  let ending: string | null = null;
  endingOf(child).then(
    (how) => (ending = how),
    (error: Error) => (ending = error.message),
  );
  for (const end = Date.now() + listenLimitMs; Date.now() < end; await sleep(25)) {
    const endedBefore = ending;
    const connection = await SupervisorConnection.open(config.stateFolder, 'watch');
    if (connection) return connection;
    if (endedBefore) throw notListening(config, `it ended with ${endedBefore}`);
  }
  throw notListening(config, `it did not within ${listenLimitMs / 1000} s`);
}

/** The supervisor can report this only in a log, and it cannot write the log. */
function requireWritable(stateFolder: string): void {
  try {
    accessSync(stateFolder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw explainAnyError(error, stateFolder);
  }
}

function spawnDetached(config: SupervisorConfig): ChildProcess {
  const child = withLogFile(statePaths(config.stateFolder).supervisorLog, (log) =>
    spawn(process.execPath, ['--enable-source-maps', entry, JSON.stringify(config)], {
      detached: true,
      env: childEnvironment('supervisor'),
      stdio: ['ignore', log, log],
    }),
  );
  child.unref();
  return child;
}

function notListening(config: SupervisorConfig, reason: string): EaganError {
  const message = `the supervisor of ${config.stateFolder} must listen on its socket (${reason})`;
  const cure = `Its log is ${statePaths(config.stateFolder).supervisorLog}.`;
  return new EaganError('EAGAN_SUPERVISOR_UNAVAILABLE', message, cure);
}
