// How commands reach the supervisor of a state folder: make sure that one runs and is ready, ask its status, stop it.
import { resolve } from 'node:path';
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { prepareConfigured } from './configured.js';
import { messageToError } from './error-message.js';
import { launchSupervisor } from './launch-supervisor.js';
import { isHeld } from '../scripts/lock.mjs';
import { isAlive, waitUntil } from './processes.js';
import { defaultSlots } from './slots.js';
import { statePaths } from './state-paths.js';
import { makeStateFolder } from './state-store.js';
import { SupervisorConnection } from './supervisor-connection.js';
import type { SupervisorStatus, TemporalEndpoint, UiAnswer } from './types.js';

const readyLimitMs = 180_000;
const firstLineLimitMs = 10_000;
const stopLimitMs = 90_000;
const uiLimitMs = 120_000;
const attempts = 4;
const defaultIdleMs = 10 * 60_000;

export interface EnsureOptions {
  /** Parallel trainer children, for a supervisor that is started now. */
  readonly slots?: number;
  /** A port that the embedded server must use. */
  readonly port?: number;
  readonly idleMs?: number;
  /** Gets every status while waiting, and afterwards until `release`. */
  onStatus?(status: SupervisorStatus): void;
}

/** A ready supervisor that keeps running at least until `release`. */
export interface SupervisorHandle {
  readonly status: SupervisorStatus;
  readonly endpoint: TemporalEndpoint;
  readonly runtime: Digest;
  /** Settles when the supervisor is gone or the handle was released. */
  readonly closed: Promise<void>;
  release(): void;
}

/**
 * Starts the supervisor of a state folder if none runs, and waits until server and worker are ready. Any number of
 * processes may call it at once. Throws what keeps it from being ready: EAGAN_TEMPORAL_UNREACHABLE, EAGAN_PORT_TAKEN,
 * EAGAN_SUPERVISOR_UNAVAILABLE, …
 */
export async function ensureSupervisor(stateFolder: string, options: EnsureOptions = {}): Promise<SupervisorHandle> {
  const folder = resolve(stateFolder);
  // Report an unusable folder here, not from a process in the background.
  await makeStateFolder(folder);
  const configured = await prepareConfigured(folder);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const found = await SupervisorConnection.open(folder, 'watch');
    if (found?.isEarlier) {
      await replaceEarlier(folder, found);
      continue;
    }
    const connection = found ?? (await launch(folder, options));
    const ready = await becomeReady(connection, folder, options, found === null);
    if (!ready) continue;
    if (sameTemporal(ready.endpoint, configured)) return handleOf(connection, ready);
    connection.release();
    await replace(folder, ready);
  }
  throw unavailable(folder, `the supervisor of ${folder} must keep running (it ended ${attempts} times)`);
}

/** The status of a state folder's supervisor; null if none runs. */
export async function supervisorStatus(stateFolder: string): Promise<SupervisorStatus | null> {
  const connection = await SupervisorConnection.open(resolve(stateFolder), 'status');
  if (!connection) return null;
  const status = await connection.waitFor(() => true, firstLineLimitMs);
  connection.release();
  return status;
}

/** Stops supervisor, worker and embedded server; settles when all are gone. False if none ran. */
export async function stopSupervisor(stateFolder: string): Promise<boolean> {
  const folder = resolve(stateFolder);
  const connection = await SupervisorConnection.open(folder, 'stop');
  if (!connection) return false;
  const status = await connection.waitFor(() => true, firstLineLimitMs);
  connection.release();
  await untilGone(folder, status?.pid);
  return true;
}

/** Opens the web UI of the embedded server and returns a link that admits one browser; with `opens` false closes it. */
export async function askForUi(stateFolder: string, opens: boolean): Promise<string | null> {
  const folder = resolve(stateFolder);
  const connection = await SupervisorConnection.open(folder, opens ? 'openUi' : 'closeUi');
  if (!connection && opens) throw unavailable(folder, `the supervisor of ${folder} must run (it has just ended)`);
  if (!connection) return null;
  const answer = (await connection.waitFor(() => true, uiLimitMs)) as UiAnswer | null;
  connection.release();
  if (answer?.uiError) throw messageToError(answer.uiError);
  if (answer) return answer.uiLink ?? null;
  throw unavailable(folder, `the supervisor of ${folder} must answer within ${uiLimitMs / 1000} s (it did not)`);
}

async function launch(folder: string, { slots, port, idleMs }: EnsureOptions): Promise<SupervisorConnection> {
  const config = { stateFolder: folder, slots: slots ?? defaultSlots(), port, idleMs: idleMs ?? defaultIdleMs };
  return launchSupervisor(config);
}

/**
 * The status of a ready supervisor; null if it is ending, and then waits until it is gone. `ours`: it was started for
 * this call, so its failure is an answer even if it came before the first status. The failure of an existing supervisor
 * may be an old one.
 */
async function becomeReady(
  connection: SupervisorConnection,
  folder: string,
  { onStatus }: EnsureOptions,
  ours: boolean,
): Promise<SupervisorStatus | null> {
  if (onStatus) connection.onStatus(onStatus);
  const first = await connection.waitFor(() => true, firstLineLimitMs);
  if (!first) return silent(connection, folder, firstLineLimitMs);
  const settled = await connection.waitFor((status) => status.ready || status.stopping, readyLimitMs);
  if (settled?.ready) return settled;
  if (!settled) return silent(connection, folder, readyLimitMs);
  connection.release();
  await untilGone(folder, settled.pid);
  if (settled.failure && (ours || !first.failure)) throw messageToError(settled.failure);
  return null;
}

/** A closed connection means that the supervisor ended: try again. One that says nothing is an error. */
async function silent(connection: SupervisorConnection, folder: string, limitMs: number): Promise<null> {
  if (connection.isClosed) return null;
  const pid = connection.latest?.pid;
  connection.release();
  const who = pid ? `the supervisor of ${folder} (process ${pid})` : `the supervisor of ${folder}`;
  throw unavailable(folder, `${who} must be ready within ${limitMs / 1000} s`);
}

/** A supervisor that serves another Temporal than the one configured now ends, unless runs are open on it. */
async function replace(folder: string, status: SupervisorStatus): Promise<void> {
  const { endpoint, openRuns } = status;
  if (openRuns === 0) return void (await stopSupervisor(folder));
  const serving = `${endpoint?.address}, namespace ${endpoint?.namespace},`;
  const message = `the supervisor of ${folder} must use the Temporal server that is configured now (it uses ${serving} and has ${runCount(status)})`;
  const cure = 'Wait for these runs, run `eagan server stop`, or set TEMPORAL_ADDRESS to the previous address.';
  throw new EaganError('EAGAN_SUPERVISOR_UNAVAILABLE', message, cure);
}

/** One of an earlier version, which has no secret, ends too, unless runs are open on it. */
async function replaceEarlier(folder: string, connection: SupervisorConnection): Promise<void> {
  const status = await connection.waitFor(() => true, firstLineLimitMs);
  connection.release();
  if (!status) return;
  if (status.openRuns === 0) return void (await stopSupervisor(folder));
  const message = `the supervisor of ${folder} must be of this version (process ${status.pid} is of an earlier one and has ${runCount(status)})`;
  const cure = 'Run `eagan server stop`, then run the command again. The runs continue, and no finished step is lost.';
  throw new EaganError('EAGAN_SUPERVISOR_UNAVAILABLE', message, cure);
}

const runCount = ({ openRuns }: SupervisorStatus): string => `${openRuns} open ${openRuns === 1 ? 'run' : 'runs'}`;

function sameTemporal(serving: TemporalEndpoint | null, configured: TemporalEndpoint | null): boolean {
  if (!configured) return serving?.kind === 'embedded';
  return serving?.address === configured.address && serving.namespace === configured.namespace;
}

function handleOf(connection: SupervisorConnection, status: SupervisorStatus): SupervisorHandle {
  const { closed } = connection;
  return { status, endpoint: status.endpoint!, runtime: status.runtime!, closed, release: () => connection.release() };
}

/** Waits until nobody holds the folder and the process that held it has ended. */
async function untilGone(folder: string, pid: number | undefined): Promise<void> {
  const gone = async (): Promise<boolean> =>
    !(pid !== undefined && isAlive(pid)) && !(await isHeld(statePaths(folder).socket));
  if (await waitUntil(gone, stopLimitMs)) return;
  throw unavailable(
    folder,
    `the supervisor of ${folder} must stop within ${stopLimitMs / 1000} s (it is still running)`,
  );
}

function unavailable(folder: string, message: string): EaganError {
  return new EaganError('EAGAN_SUPERVISOR_UNAVAILABLE', message, `Its log is ${statePaths(folder).supervisorLog}.`);
}
