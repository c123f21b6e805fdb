// The supervisor: owns the embedded server and the worker of one state folder, answers on its socket, and ends itself
// when idle.
import { statSync } from 'node:fs';
import { taskQueues } from '../domain/runs/queues.js';
import { EaganError } from '../domain/errors.js';
import { configuredTarget } from './endpoint.js';
import { errorToMessage } from './error-message.js';
import { keepAlive, type KeptProcess } from './keep-alive.js';
import { keepServer, type KeptServer } from './kept-server.js';
import { acquireLock, type Lock } from '../scripts/lock.mjs';
import { OpenRunCounter } from './open-runs.js';
import { waitUntil } from './processes.js';
import { programVersion } from './program-version.js';
import { openStateStore } from './state-store.js';
import { statePaths } from './state-paths.js';
import { secretIn } from './handshake.js';
import { secureStateFolder } from './state-folder.js';
import { openKeys } from './sealing/keys.js';
import type {
  ErrorMessage,
  ProcessState,
  SupervisorConfig,
  SupervisorStatus,
  TemporalEndpoint,
  UiAnswer,
} from './types.js';
import { Watchers } from './watchers.js';
import { WebUi } from './web-ui/web-ui.js';
import { startWorkerProcess, type RunningWorkerProcess } from './worker-process.js';

const idleCheckMs = 2_000;
const workerStartAttempts = 3;
/**
 * Time for those who wait for readiness to read why it failed; the process that started it may not have connected yet.
 */
const lastWordsMs = 3_000;
const notStarted: ProcessState = { pid: null, state: 'stopped', restarts: 0 };

export type LogWriter = (message: string, details?: object) => void;

/**
 * Runs until stopped, idle or failed; returns why it failed, or null. 'taken': another supervisor has the state folder.
 */
export async function supervise(
  config: SupervisorConfig,
  log: LogWriter,
  stopped: AbortSignal,
): Promise<ErrorMessage | null | 'taken'> {
  secureStateFolder(config.stateFolder);
  const supervisor = new Supervisor(config, log);
  const { socket: lockPath } = statePaths(config.stateFolder);
  const lock = await acquireLock(lockPath, (socket) => supervisor.watchers.serve(socket));
  if (!lock) return 'taken';
  stopped.addEventListener('abort', () => supervisor.requestStop('it got a signal'));
  return supervisor.run(lock);
}

class Supervisor {
  readonly watchers: Watchers;
  private readonly stopRequest = new AbortController();
  private readonly counter = new OpenRunCounter();
  private server: KeptServer | null = null;
  private webUi: WebUi | null = null;
  private worker: KeptProcess | null = null;
  private workerProcess: RunningWorkerProcess | null = null;
  private endpoint: TemporalEndpoint | null = null;
  private failure: ErrorMessage | null = null;
  private notice: ErrorMessage | null = null;
  private lastActiveAt = Date.now();
  private readonly inode: number | null | 'unknown';

  constructor(
    private readonly config: SupervisorConfig,
    private readonly log: LogWriter,
  ) {
    this.inode = inodeOf(config.stateFolder);
    this.watchers = new Watchers({
      status: () => this.status(),
      secret: () => secretIn(statePaths(config.stateFolder).secret),
      onStop: () => this.requestStop('a command asked for it'),
      onUi: (opens) => this.answerUi(opens),
      onLeave: () => (this.lastActiveAt = Date.now()),
    });
  }

  async run(lock: Lock): Promise<ErrorMessage | null> {
    const timer = setInterval(() => void this.endWhenIdle(), Math.min(idleCheckMs, this.config.idleMs));
    const stopRequested = new Promise<void>((resolve) =>
      this.stopRequest.signal.addEventListener('abort', () => resolve()),
    );
    try {
      await this.start();
      await Promise.race([stopRequested, this.server?.done ?? stopRequested, this.worker!.done]);
    } catch (error) {
      this.failure = errorToMessage(error, this.config.stateFolder);
      this.log('gives up', this.failure);
    }
    clearInterval(timer);
    await this.end(lock);
    return this.failure;
  }

  requestStop(reason: string): void {
    if (this.stopRequest.signal.aborted) return;
    this.log(`stops: ${reason}`);
    this.stopRequest.abort();
    this.watchers.tell();
  }

  private async start(): Promise<void> {
    const configured = configuredTarget();
    if (configured) this.endpoint = configured.endpoint;
    else {
      this.server = await keepServer(this.config, {
        onServing: (endpoint) => this.moveTo(endpoint),
        onDamaged: (error, movedTo) => this.tellDamage(error, movedTo),
        onChange: (state) => this.changed('server', state),
      });
      this.webUi = new WebUi(this.server, () => openKeys(this.config.stateFolder));
    }
    this.worker = keepAlive({
      start: (signal) => this.startWorker(signal),
      givesUp: (error, failures, everRan) => !everRan && (failures >= workerStartAttempts || isFinal(error)),
      onChange: (state) => this.changed('worker', state),
    });
  }

  private async startWorker(signal: AbortSignal): Promise<RunningWorkerProcess> {
    const { stateFolder, slots } = this.config;
    this.workerProcess = await startWorkerProcess({ stateFolder, slots, endpoint: this.endpoint! }, signal);
    await this.watchRuns(this.workerProcess.runtime);
    this.lastActiveAt = Date.now();
    return this.workerProcess;
  }

  private async answerUi(opens: boolean): Promise<Pick<UiAnswer, 'uiLink' | 'uiError'>> {
    try {
      if (!this.webUi) throw noWebUi(this.endpoint);
      const uiLink = opens ? await this.webUi.open() : (await this.webUi.close(), null);
      this.watchers.tell();
      return { uiLink };
    } catch (error) {
      return { uiError: errorToMessage(error, this.config.stateFolder) };
    }
  }

  /** A server with a new address needs a worker that knows it. */
  private moveTo(endpoint: TemporalEndpoint): void {
    const moved = this.endpoint !== null && this.endpoint.address !== endpoint.address;
    this.endpoint = endpoint;
    if (moved) void this.workerProcess?.stop();
  }

  private tellDamage(error: EaganError, movedTo: string): void {
    const { code, message, cure } = errorToMessage(error, this.config.stateFolder);
    this.notice = { code, message: `${message}; it was moved to ${movedTo}`, ...(cure === undefined ? {} : { cure }) };
    this.log('damaged database', this.notice);
  }

  private async watchRuns(runtime: string): Promise<void> {
    const store = await openStateStore(this.config.stateFolder);
    await this.counter.watch(this.endpoint!, taskQueues(store.id, runtime).control);
  }

  /** If the folder was moved or removed, its processes would write where nobody looks. */
  private endWhenMoved(): void {
    const found = inodeOf(this.config.stateFolder);
    if (typeof this.inode !== 'number' || found === 'unknown' || found === this.inode) return;
    this.requestStop('the state folder was moved or removed');
  }

  private async endWhenIdle(): Promise<void> {
    this.endWhenMoved();
    const before = this.counter.openRuns;
    await this.counter.count();
    if (this.counter.openRuns !== before) this.watchers.tell();
    if (this.watchers.count > 0 || this.counter.openRuns > 0) this.lastActiveAt = Date.now();
    if (Date.now() - this.lastActiveAt >= this.config.idleMs) this.requestStop('no run was open during the idle time');
  }

  /**
   * The worker first, so that its trainers can write recovery points and the server learns of them; then the server.
   */
  private async end(lock: Lock): Promise<void> {
    this.watchers.tell();
    const read = waitUntil(() => this.watchers.haveLeft, this.failure ? lastWordsMs : 0);
    await this.worker?.stop();
    await this.counter.close();
    await this.webUi?.shut();
    await this.server?.stop();
    await read;
    const released = lock.release();
    this.watchers.close();
    await released;
    this.log('ended');
  }

  private changed(name: string, state: ProcessState): void {
    this.log(`${name}: ${state.state}`, state);
    this.watchers.tell();
  }

  private status(): SupervisorStatus {
    const worker = this.worker?.state() ?? notStarted;
    const server = this.server?.state() ?? null;
    const stopping = this.stopRequest.signal.aborted || this.failure !== null;
    const working = worker.state === 'running' && (server === null || server.state === 'running');
    return {
      schemaVersion: 1,
      pid: process.pid,
      version: programVersion(),
      stateFolder: this.config.stateFolder,
      endpoint: this.endpoint && { ...this.endpoint, ui: this.webUi?.address ?? this.endpoint.ui },
      server,
      worker,
      slots: this.config.slots,
      runtime: this.workerProcess?.runtime ?? null,
      ready: working && !stopping,
      openRuns: this.counter.openRuns,
      stopping,
      failure: this.failure,
      notice: this.notice,
    };
  }
}

function noWebUi(endpoint: TemporalEndpoint | null): EaganError {
  const message = `eagan opens the web UI of the embedded server only (this state folder uses ${endpoint?.address ?? 'none yet'})`;
  return new EaganError('EAGAN_USAGE', message, 'Use the web UI of the Temporal server that you configured.');
}

/** Tells a folder from another with the same name; null: there is none; unknown: the file system does not answer. */
function inodeOf(folder: string): number | null | 'unknown' {
  try {
    return statSync(folder, { throwIfNoEntry: false })?.ino ?? null;
  } catch {
    return 'unknown';
  }
}

/** An error that starting again cannot fix. */
const isFinal = (error: unknown): boolean => (error as { retryable?: boolean }).retryable === false;
