// The pool's handle on one child: sends it tasks, receives its messages, notices silence and death, and ends it.
import type { Digest } from '../domain/digest.js';
import { EaganError } from '../domain/errors.js';
import { forkTrainer, type ForkedChild } from './child-process.js';
import { crashReason, forkRefused, oomKills } from './crash-reason.js';
import { reviveError } from './describe-error.js';
import { Interruption } from './interrupted.js';
import type { SilenceLimits } from './pool-options.js';
import { watchSilence, type SilenceWatch } from './silence-watch.js';
import type { FromTrainer, Progress, RuntimeIdentity, TaskResult, ToTrainer, TrainerTask, Usage } from './types.js';

export interface ChildSetup {
  readonly entry: string;
  readonly threads: number;
  /** The lowest number that no living child has; it names the log file. */
  readonly number: number;
  readonly logFile: string;
  readonly silence: SilenceLimits;
}

interface RunningTask {
  readonly id: number;
  readonly task: TrainerTask;
  readonly onProgress: (progress: Progress) => void;
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: Error) => void;
}

type Memory = Extract<FromTrainer, { type: 'result' }>['memory'];

export class TrainerChild {
  /** Rejects if the child ends before it is ready. */
  readonly ready: Promise<RuntimeIdentity>;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  alive = true;
  tasksDone = 0;
  /** At the end of the last task. */
  memory: Memory = { tensors: 0, rssBytes: 0 };
  /** Digests that the last task read and made: probably still in the child's memory. */
  holds: ReadonlySet<Digest> = new Set();

  private readonly forked: ForkedChild;
  private readonly oomKillsBefore = oomKills();
  private readonly watch: SilenceWatch;
  private started: { resolve: (identity: RuntimeIdentity) => void; reject: (error: Error) => void } | null = null;
  private running: RunningTask | null = null;
  /** What the child used for each task that it reported of. */
  private readonly used = new WeakMap<TrainerTask, Usage>();
  private reason: Error | null = null;
  private nextId = 1;
  /** Runs from an interrupt to the end of the task. */
  private grace: NodeJS.Timeout | undefined;

  constructor(readonly setup: ChildSetup) {
    this.forked = forkTrainer(setup.entry, setup.threads, setup.logFile);
    this.watch = watchSilence(setup.silence.startMs, (silentMs) => this.kill(this.hungFor(silentMs)));
    this.ready = new Promise((resolve, reject) => (this.started = { resolve, reject }));
    // If nobody waits for a start any more, its failure must not count as an unhandled rejection.
    this.ready.catch(() => undefined);
    this.ended = new Promise((resolve) => this.listen(resolve));
  }

  get pid(): number | undefined {
    return this.forked.process.pid;
  }

  get doing(): string {
    return this.running ? `it ran ${this.running.task.step.place}` : this.started ? 'it started' : 'it was idle';
  }

  /** The answer is about that task alone, whatever the child does afterwards. */
  usageOf(task: TrainerTask): () => Usage | null {
    return () => this.used.get(task) ?? null;
  }

  /** Runs a task; one at a time. Rejects with the task's error, the child's death, or `Interrupted`. */
  run(task: TrainerTask, onProgress: (progress: Progress) => void): Promise<TaskResult> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.running = { id, task, onProgress, resolve, reject };
      this.watch.heard(this.setup.silence.firstProgressMs);
      this.send({ type: 'run', id, task });
    });
  }

  /**
   * Asks the running task for a recovery point and its end; kills the child if that takes longer than the grace period.
   */
  interrupt(graceMs: number): void {
    const running = this.running;
    if (!running) return;
    this.send({ type: 'interrupt', id: running.id });
    clearTimeout(this.grace);
    this.grace = setTimeout(() => this.kill(new Interruption()), graceMs);
  }

  /** Ends an idle child, by force if it does not react. */
  async shutdown(graceMs: number): Promise<void> {
    this.send({ type: 'shutdown' });
    const timer = setTimeout(() => this.kill(new Interruption()), graceMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** SIGKILL: works on a stopped process and inside a native call. The running task is rejected with the reason. */
  kill(reason: Error): void {
    this.reason ??= reason;
    this.forked.process.kill('SIGKILL');
  }

  private listen(onEnd: () => void): void {
    const child = this.forked.process;
    child.on('message', (message: FromTrainer) => this.hear(message));
    const end = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
      if (this.alive) this.bury(exitCode, signal);
      onEnd();
    };
    child.once('exit', end);
    // A failed fork (no memory, no process slots) gives no exit event.
    child.once('error', (error) => {
      this.reason ??= forkRefused(error);
      if (child.pid === undefined) end(null, null);
    });
  }

  private hear(message: FromTrainer): void {
    this.watch.heard(this.setup.silence.progressMs);
    if (message.type === 'ready') return this.becomeReady(message.identity);
    if (message.type === 'error' && message.id === 0) {
      this.reason ??= reviveError(message.error);
      return;
    }
    if (message.id === this.running?.id) this.hearOfTask(message, this.running);
  }

  private becomeReady(identity: RuntimeIdentity): void {
    this.watch.heard(Infinity);
    this.started?.resolve(identity);
    this.started = null;
  }

  private hearOfTask(message: Exclude<FromTrainer, { type: 'ready' }>, running: RunningTask): void {
    if (message.usage) this.used.set(running.task, message.usage);
    if (message.type === 'progress') return running.onProgress(message.progress);
    this.running = null;
    clearTimeout(this.grace);
    this.watch.heard(Infinity);
    this.tasksDone += 1;
    if (message.type === 'result') {
      this.memory = message.memory;
      running.resolve(message.result);
    } else running.reject(message.type === 'interrupted' ? new Interruption() : reviveError(message.error));
  }

  private bury(exitCode: number | null, signal: NodeJS.Signals | null): void {
    this.alive = false;
    this.watch.stop();
    clearTimeout(this.grace);
    const { pid, doing, oomKillsBefore } = this;
    const { logFile, logStart } = this.forked;
    const starting = this.started !== null;
    const reason =
      this.reason ?? crashReason({ pid, doing, starting, signal, exitCode, logFile, logStart, oomKillsBefore });
    this.started?.reject(reason);
    this.running?.reject(reason);
    this.started = this.running = null;
  }

  private hungFor(silentMs: number): EaganError {
    const seconds = Math.round(silentMs / 1000);
    const cure = `The step continues from its last recovery point. The last output of the trainer is in ${this.forked.logFile}.`;
    const what = `The trainer (process ${this.pid}) sent nothing for ${seconds} s while ${this.doing}, and was killed.`;
    return new EaganError('EAGAN_TRAINER_HUNG', what, cure);
  }

  /** A closed channel is no error here: `exit` reports the child's end. */
  private send(message: ToTrainer): void {
    if (this.forked.process.connected) this.forked.process.send(message, () => undefined);
  }
}
