// Keeps one process alive: starts it, starts it again after growing pauses when it ends, and finally stops it.
import { backOff, countFailures, delayAfter, type BackOff } from './back-off.js';
import type { Ending } from './processes.js';
import type { ProcessState } from './types.js';

/** A started process that does its work. */
export interface RunningProcess {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  stop(): Promise<void>;
}

export interface KeepAliveOptions {
  /** Starts the process and waits until it works; `signal` says that it is no longer wanted. */
  start(signal: AbortSignal): Promise<RunningProcess>;
  /** Whether to give up after a failed start; `everRan`: it has worked before. */
  givesUp(error: unknown, failures: number, everRan: boolean): boolean;
  onChange(state: ProcessState): void;
  readonly pauses?: BackOff;
}

export interface KeptProcess {
  /** Settles after `stop`; rejects with the error that made it give up. */
  readonly done: Promise<void>;
  state(): ProcessState;
  /** Ends the process; settles when it is gone. */
  stop(): Promise<void>;
}

/** Starts keeping a process alive. */
export function keepAlive(options: KeepAliveOptions): KeptProcess {
  const keeper = new Keeper(options);
  const done = keeper.run();
  done.catch(() => undefined); // told by `done` to whoever asks
  return { done, state: () => keeper.state, stop: () => keeper.stop().then(() => done.catch(() => undefined)) };
}

class Keeper {
  state: ProcessState = { pid: null, state: 'starting', restarts: 0 };
  private readonly wanted = new AbortController();
  private running: RunningProcess | null = null;

  constructor(private readonly options: KeepAliveOptions) {}

  async run(): Promise<void> {
    const { start, givesUp, pauses = backOff } = this.options;
    let everRan = false;
    for (let failures = 0; !this.wanted.signal.aborted;) {
      const startedAt = Date.now();
      try {
        this.change({ state: 'starting', pid: null });
        this.running = await start(this.wanted.signal);
        everRan = true;
        this.change({ state: 'running', pid: this.running.pid });
        const ending = await this.endOfRunning(this.running);
        if (this.wanted.signal.aborted) break;
        failures = countFailures(failures, Date.now() - startedAt, pauses);
        this.change({ state: 'backingOff', pid: null, lastError: `it ended with ${ending}` });
      } catch (error) {
        if (this.wanted.signal.aborted) break;
        failures = countFailures(failures, 0, pauses);
        this.change({ state: 'backingOff', pid: null, lastError: String((error as Error).message ?? error) });
        if (givesUp(error, failures, everRan)) return this.giveUp(error);
      }
      this.running = null;
      await this.pause(delayAfter(failures, pauses));
      this.change({ restarts: this.state.restarts + 1 });
    }
    this.change({ state: 'stopped', pid: null });
  }

  async stop(): Promise<void> {
    this.wanted.abort();
    await this.running?.stop();
  }

  /** A start that finishes only after `stop` is ended here. */
  private async endOfRunning(running: RunningProcess): Promise<Ending> {
    if (this.wanted.signal.aborted) await running.stop();
    return running.ended;
  }

  private giveUp(error: unknown): never {
    this.change({ state: 'stopped', pid: null });
    throw error;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wanted.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  private change(change: Partial<ProcessState>): void {
    this.state = { ...this.state, ...change };
    this.options.onChange(this.state);
  }
}
