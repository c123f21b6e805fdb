// The embedded server of the supervisor: claims the database once, starts the server as often as needed, replaces a
// damaged database.
import { setTimeout as sleep } from 'node:timers/promises';
import { EaganError, errorCodeOf } from '../domain/errors.js';
import { damagedDatabase, damageIn, moveAside } from './damaged-database.js';
import { claimDatabase } from './database.js';
import {
  startEmbeddedServer,
  type EmbeddedServer,
  type EmbeddedServerOptions,
  type WebUiPlace,
} from './embedded-server.js';
import { keepAlive, type KeptProcess } from './keep-alive.js';
import { statePaths } from './state-paths.js';
import { requireTemporalCli } from './temporal-cli.js';
import type { ProcessState, SupervisorConfig, TemporalEndpoint } from './types.js';
import type { UiAddress } from './web-ui/gate.js';

/**
 * How often a first start is tried if the server is killed from outside meanwhile. Any other failure would fail again.
 */
const firstStarts = 3;
const wasKilled = (error: unknown): boolean => /it ended with signal/.test((error as Error).message);
const restartLimitMs = 60_000;
const lookAtLogMs = 2_000;
/** A server that cannot read its database has nothing to write that is worth waiting for. */
const damagedGraceMs = 1_000;

export interface KeptServerEvents {
  /** The server serves, for the first time or again: at the same address unless somebody else took its ports. */
  onServing(endpoint: TemporalEndpoint): void;
  /** The database was damaged and has been moved to this folder. */
  onDamaged(error: EaganError, movedTo: string): void;
  onChange(state: ProcessState): void;
}

export interface KeptServer extends Pick<KeptProcess, 'done' | 'state' | 'stop'> {
  /** Ends the server and starts it again, with or without its web UI; settles when it serves. Runs continue. */
  restart(webUi: WebUiPlace | null): Promise<void>;
  /** Where its own web UI listens; null: it has none now. */
  uiAddress(): UiAddress | null;
  /** The port at which people saw the web UI the last time. */
  lastUiPort(): number | undefined;
}

/**
 * Claims the database, starts the server and waits until it serves. If the first start fails, the caller gets the
 * error; later starts are repeated without limit.
 */
export async function keepServer(config: SupervisorConfig, events: KeptServerEvents): Promise<KeptServer> {
  const paths = statePaths(config.stateFolder);
  const cli = await requireTemporalCli();
  const database = await claimDatabase(paths, cli.serverVersion);
  const starter = new SoundServer({ paths, database, cli, port: config.port }, events);
  let serving: () => void = () => undefined;
  const nextServing = (): Promise<void> => new Promise((resolve) => (serving = resolve));
  const firstServing = nextServing();
  const kept = keepAlive({
    start: async () => {
      const server = await starter.start();
      events.onServing(server.endpoint);
      serving();
      return server;
    },
    givesUp: (error, failures, everRan) => !everRan && !(failures < firstStarts && wasKilled(error)),
    onChange: events.onChange,
  });
  const stop = (): Promise<void> => kept.stop().then(() => database.release());
  await Promise.race([firstServing, kept.done]).catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    ...kept,
    stop,
    restart: async (webUi) => {
      const next = nextServing();
      await starter.change(webUi);
      await Promise.race([next, kept.done.then(() => Promise.reject(notRestarted())), lateAfter(restartLimitMs)]);
    },
    uiAddress: () => starter.running?.uiAddress ?? null,
    lastUiPort: () => database.lastPorts()?.uiPort ?? undefined,
  };
}

async function lateAfter(ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false });
  throw notRestarted();
}

function notRestarted(): EaganError {
  const message = `the embedded server must serve again within ${restartLimitMs / 1000} s (it does not)`;
  return new EaganError('EAGAN_TEMPORAL_UNREACHABLE', message, 'Read logs/server.log in the state folder.');
}

/** Starts servers on an intact database: a damaged one, at a start or later, is moved aside first. */
class SoundServer {
  running: EmbeddedServer | null = null;
  private webUi: WebUiPlace | null = null;
  private damage: EaganError | null = null;

  constructor(
    private readonly options: EmbeddedServerOptions,
    private readonly events: Pick<KeptServerEvents, 'onDamaged'>,
  ) {}

  async start(): Promise<EmbeddedServer> {
    if (this.damage) this.beginAnew(this.damage);
    const options = { ...this.options, webUi: this.webUi };
    const server = await startEmbeddedServer(options).catch((error: unknown) => {
      if (errorCodeOf(error) !== 'EAGAN_SERVER_DATABASE_DAMAGED') throw error;
      this.beginAnew(error as EaganError);
      return startEmbeddedServer(options);
    });
    this.running = server;
    void this.watch(server);
    return server;
  }

  /** Ends the running server. The next one has the web UI, or has it no more. */
  async change(webUi: WebUiPlace | null): Promise<void> {
    this.webUi = webUi;
    const { running } = this;
    this.running = null;
    await running?.stop();
  }

  private beginAnew(error: EaganError): void {
    const folder = moveAside(this.options.paths);
    this.damage = null;
    this.events.onDamaged(error, folder);
  }

  /** A server can serve for long before it reads a damaged page. What it then says in its log ends it. */
  private async watch(server: EmbeddedServer): Promise<void> {
    let ended = false;
    void server.ended.finally(() => (ended = true)).catch(() => undefined);
    while (!ended) {
      await sleep(lookAtLogMs, undefined, { ref: false });
      const said = damageIn(await server.log.more(), false);
      if (said === null) continue;
      this.damage = damagedDatabase(this.options.paths, said);
      return server.stop(damagedGraceMs);
    }
  }
}
