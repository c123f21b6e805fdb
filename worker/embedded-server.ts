// The embedded Temporal server: `temporal server start-dev` on the state folder's database. It is ready before anyone
// learns its address.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { EaganError } from '../domain/errors.js';
import { childEnvironment } from '../scripts/child-environment.mjs';
import { damagedDatabase, damageIn, LogReader } from './damaged-database.js';
import type { Database } from './database.js';
import { connectToServer, targetOf } from './endpoint.js';
import { guardProcess } from './guard.js';
import { sizeOfLog, withLogFile } from './log-file.js';
import { raiseRetention, registerSearchAttributes } from './namespace.js';
import { freePort, isPortFree, loopback } from './ports.js';
import { endChild, endingOf, type Ending } from './processes.js';
import type { ServerPorts } from './server-file.js';
import type { StatePaths } from './state-paths.js';
import type { TemporalCli } from './temporal-cli.js';
import type { TemporalEndpoint } from './types.js';
import type { UiAddress } from './web-ui/gate.js';

const readinessLimitMs = 60_000;
const stopGraceMs = 15_000;
const portAttempts = 5;

/** What people see of the web UI: its gate (worker/web-ui/gate.ts). */
export interface WebUiPlace {
  readonly port: number;
  readonly codecPath: string;
}

export interface EmbeddedServerOptions {
  readonly paths: StatePaths;
  readonly database: Database;
  readonly cli: TemporalCli;
  /** A port that must be used; by default the last one if it is free, else any. */
  readonly port?: number;
  /** Only if somebody has asked for it. The payloads that it shows are opened at this path of its origin. */
  readonly webUi?: WebUiPlace | null;
}

export interface EmbeddedServer {
  readonly pid: number;
  readonly endpoint: TemporalEndpoint;
  /** Where its web UI listens, behind the gate; null: it has none. */
  readonly uiAddress: UiAddress | null;
  readonly ended: Promise<Ending>;
  /** What it has written since its start. */
  readonly log: LogReader;
  /** SIGTERM, then SIGKILL after a grace period; settles when the process is gone. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts the server and waits until it serves. Throws EAGAN_PORT_TAKEN (for a given port),
 * EAGAN_SERVER_DATABASE_DAMAGED or EAGAN_TEMPORAL_UNREACHABLE.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  for (let attempt = 1; ; attempt++) {
    const ports = await choosePorts(options, attempt === 1);
    const uiAddress = options.webUi ? { host: uiHost(), port: await freePort() } : null;
    const server = launch(options, ports, uiAddress);
    try {
      await becomeReady(server);
      return server;
    } catch (error) {
      await server.stop();
      const said = await server.log.more();
      const damage = damageIn(said, true);
      if (damage) throw damagedDatabase(options.paths, damage);
      if (!said.includes('address already in use')) throw error; // else another program was faster
      if (options.port) throw portTaken(options.port);
      if (attempt === portAttempts) throw error;
    }
  }
}

async function choosePorts({ port, database, webUi }: EmbeddedServerOptions, first: boolean): Promise<ServerPorts> {
  if (port && !(await isPortFree(port))) throw portTaken(port);
  const last = first ? database.lastPorts() : null;
  return {
    port: port ?? (last && (await isPortFree(last.port)) ? last.port : await freePort()),
    uiPort: webUi?.port ?? database.lastPorts()?.uiPort ?? null,
  };
}

/**
 * The web UI answers to any Host, so a web page whose name leads to this machine could use it. On Linux all of 127/8 is
 * this machine: nobody guesses address and port.
 */
function uiHost(): string {
  if (process.platform !== 'linux') return loopback;
  return ['127', ...randomBytes(3).map((byte) => 1 + (byte % 254))].join('.');
}

function launch(options: EmbeddedServerOptions, ports: ServerPorts, uiAddress: UiAddress | null): EmbeddedServer {
  const { paths, database, cli, webUi } = options;
  const logStart = sizeOfLog(paths.serverLog);
  const child = withLogFile(paths.serverLog, (log) =>
    spawn(cli.path, serverArguments(database.file, ports, uiAddress, webUi?.codecPath), {
      detached: true,
      env: childEnvironment('server'),
      stdio: ['ignore', log, log, database.lockDescriptor],
    }),
  );
  const pid = child.pid ?? 0;
  const guard = guardProcess(pid);
  if (pid) database.note(pid, ports);
  const ended = endingOf(child).finally(() => {
    guard.dismiss();
    database.note(null, ports);
  });
  ended.catch(() => undefined); // told by becomeReady
  const log = new LogReader(paths.serverLog, logStart);
  return {
    pid,
    endpoint: endpointOf(ports),
    uiAddress,
    ended,
    log,
    stop: (graceMs = stopGraceMs) => endChild(child, ended, graceMs),
  };
}

/** The HTTP API cannot be switched off, but it can be made to answer to a name that nobody can have. */
const closedHttp = ['--dynamic-config-value', 'frontend.httpAllowedHosts=["none.invalid"]'];

function serverArguments(
  file: string,
  { port }: ServerPorts,
  ui: UiAddress | null,
  codecPath: string | undefined,
): string[] {
  const pragmas = ['journal_mode=wal', 'synchronous=2'].flatMap((pragma) => ['--sqlite-pragma', pragma]);
  const where = ['--ip', loopback, '--port', String(port)];
  const webUi = ui ? ['--ui-ip', ui.host, '--ui-port', String(ui.port), '--ui-codec-endpoint', codecPath!] : [];
  const shown = ui ? webUi : ['--headless'];
  return [
    'server',
    'start-dev',
    '--db-filename',
    file,
    ...where,
    ...shown,
    ...closedHttp,
    ...pragmas,
    '--log-level',
    'warn',
  ];
}

function endpointOf({ port }: ServerPorts): TemporalEndpoint {
  return { kind: 'embedded', address: `${loopback}:${port}`, namespace: 'default', ui: null };
}

async function becomeReady(server: EmbeddedServer): Promise<void> {
  const early = server.ended.then(
    (ending) => Promise.reject(unreachable(server, `it ended with ${ending}`)),
    (error: Error) => Promise.reject(unreachable(server, `it cannot be started: ${error.message}`)),
  );
  const connection = await Promise.race([early, firstAnswer(server)]);
  try {
    await Promise.race([early, prepare(connection, server.endpoint.namespace)]);
  } finally {
    await connection.close();
  }
}

async function firstAnswer(server: EmbeddedServer): Promise<Connection> {
  for (const end = Date.now() + readinessLimitMs; ; await sleep(50)) {
    try {
      return await connectToServer(targetOf(server.endpoint), 1_000);
    } catch (error) {
      if (Date.now() > end) throw unreachable(server, (error as Error).message);
    }
  }
}

async function prepare(connection: Connection, namespace: string): Promise<void> {
  await raiseRetention(connection, namespace);
  await registerSearchAttributes(connection, namespace);
}

function portTaken(port: number): EaganError {
  const message = `port ${port} must be free for the embedded server (another program uses it)`;
  return new EaganError(
    'EAGAN_PORT_TAKEN',
    message,
    'Use another --port, or no --port to let eagan choose a free one.',
  );
}

function unreachable(server: EmbeddedServer, reason: string): EaganError {
  const message = `the embedded server at ${server.endpoint.address} must answer (${reason})`;
  return new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, 'Read logs/server.log in the state folder.');
}
