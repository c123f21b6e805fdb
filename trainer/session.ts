// One trainer child at work: runs the tasks that the pool sends, reports, and stops a task on request.
import { ownOf } from '../domain/own.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { EaganError } from '../domain/errors.js';
import { runsInTrainer, type Step, type TrainerKind } from '../domain/steps/kinds.js';
import { logValues } from '../scripts/printable.mjs';
import { passFaultPoint } from '../store/index.js';
import type { Store } from '../store/types.js';
import { describeError } from './describe-error.js';
import { Interruption } from './interrupted.js';
import { patientStore } from './patient-store.js';
import type {
  FromTrainer,
  Progress,
  RuntimeIdentity,
  TaskContext,
  TaskHandler,
  TaskHandlers,
  TaskResult,
  TrainerTask,
  Usage,
} from './types.js';

/** What a child works with; loaded only after the watch over its parent has begun. */
export interface TrainerProgram {
  readonly identity: RuntimeIdentity;
  readonly handlers: Partial<TaskHandlers>;
  openStore(folder: string, options?: { readonly objectsFolder: string }): Promise<Store>;
  /** The number of live tensors in this process. */
  tensors(): number;
}

interface CurrentTask {
  readonly id: number;
  interrupted: boolean;
  beforeStop: () => Promise<void>;
  lastReport: { readonly at: number; readonly progress: Progress } | null;
  /** Time spent waiting for disk space. */
  waitedMs: number;
  readonly cpuBefore: NodeJS.CpuUsage;
}

/** The pool needs signs of life, and people a moving number. More messages than this a second help nobody. */
const reportEveryMs = 100;

/**
 * While a checkpoint is read or written there are no steps to report, but the event loop turns and can send signs of
 * life. It sends them for this long; after that, silence shows the pool that the task waits for something that never
 * comes.
 */
const repeatEveryMs = 5_000;
const repeatForMs = 600_000;

/** Between two attempts to write to a full disk. */
const diskEveryMs = 1000;

export class TrainerSession {
  private current: CurrentTask | null = null;
  private readonly stores = new Map<string, Promise<Store>>();

  constructor(
    private readonly program: TrainerProgram,
    private readonly send: (message: FromTrainer) => void,
  ) {}

  /** Runs one task to its end and sends `result`, `interrupted` or `error`; never throws. */
  async run(id: number, task: TrainerTask): Promise<void> {
    const beforeStop = async (): Promise<void> => undefined;
    const begins = { interrupted: false, lastReport: null, waitedMs: 0, cpuBefore: process.cpuUsage() };
    const current: CurrentTask = { id, beforeStop, ...begins };
    this.current = current;
    const repeat = setInterval(() => this.repeatReport(current), repeatEveryMs);
    try {
      passFaultPoint('task.begun', task.step.place);
      const result = await this.handlerOf(task.step)(await this.contextOf(task, current));
      passFaultPoint('task.done', task.step.place);
      const memory = { tensors: this.program.tensors(), rssBytes: process.memoryUsage.rss() };
      this.send({ type: 'result', id, result, memory, usage: usageOf(current) });
    } catch (error) {
      if (!(error instanceof Interruption)) logValues(`${task.step.place}:`, error);
      this.send(
        error instanceof Interruption
          ? { type: 'interrupted', id, usage: usageOf(current) }
          : { type: 'error', id, error: describeError(error), usage: usageOf(current) },
      );
    } finally {
      clearInterval(repeat);
      this.current = null;
    }
  }

  /** Asks the running task to stop at its next tick. A request for another task comes too late and is ignored. */
  interrupt(id: number): void {
    if (this.current?.id === id) this.current.interrupted = true;
  }

  private handlerOf(step: Step): (context: TaskContext) => Promise<TaskResult> {
    const { handlers } = this.program;
    const handler = runsInTrainer(step) && (ownOf(handlers, step.kind) as TaskHandler<TrainerKind> | undefined);
    if (handler) return (context) => handler(step, context);
    throw new EaganError(
      'EAGAN_INTERNAL',
      `a trainer must know the step kind "${step.kind}" (known: ${Object.keys(handlers).join(', ')})`,
    );
  }

  private async contextOf(task: TrainerTask, current: CurrentTask): Promise<TaskContext> {
    return {
      store: patientStore(await this.storeAt(task), () => this.waitForDisk(current)),
      circumstances: task.circumstances,
      key: task.key,
      attempt: task.attempt,
      ...(task.run === undefined ? {} : { run: task.run }),
      now: () => performance.now() - current.waitedMs,
      tick: (progress) => this.tick(current, progress),
      onInterrupt: (write) => {
        current.beforeStop = write;
      },
    };
  }

  private async tick(current: CurrentTask, progress: Progress): Promise<void> {
    const at = performance.now();
    if (at - (current.lastReport?.at ?? -Infinity) >= reportEveryMs || progress.done >= progress.total) {
      current.lastReport = { at, progress };
      this.send({ type: 'progress', id: current.id, progress, usage: usageOf(current) });
    }
    await new Promise((resolve) => setImmediate(resolve));
    if (!current.interrupted) return;
    await current.beforeStop();
    throw new Interruption();
  }

  /**
   * The task is waiting here. An interrupt ends it without another recovery point, because there is no space for one.
   */
  private async waitForDisk(current: CurrentTask): Promise<void> {
    if (current.interrupted) throw new Interruption();
    const nothingDone: Progress = { done: 0, total: 0, unit: 'batches' };
    const progress: Progress = { ...(current.lastReport?.progress ?? nothingDone), waitingFor: 'disk' };
    current.lastReport = { at: performance.now(), progress };
    this.send({ type: 'progress', id: current.id, progress, usage: usageOf(current) });
    const began = performance.now();
    await sleep(diskEveryMs);
    current.waitedMs += performance.now() - began;
  }

  private repeatReport(current: CurrentTask): void {
    const { id, lastReport } = current;
    const silentMs = lastReport ? performance.now() - lastReport.at : 0;
    if (lastReport && silentMs >= repeatEveryMs && silentMs < repeatForMs)
      this.send({ type: 'progress', id, progress: lastReport.progress, usage: usageOf(current) });
  }

  private storeAt({ storeFolder: folder, objectsFolder }: TrainerTask): Promise<Store> {
    const options = objectsFolder === undefined ? [] : [{ objectsFolder }];
    const store = this.stores.get(folder) ?? this.program.openStore(folder, ...options);
    this.stores.set(folder, store);
    return store;
  }
}

/** `maxRSS` is in KiB. */
function usageOf({ cpuBefore }: CurrentTask): Usage {
  const { user, system } = process.cpuUsage(cpuBefore);
  const { maxRSS } = process.resourceUsage();
  return { cpuMs: Math.round((user + system) / 1000), peakMemoryBytes: maxRSS * 1024 };
}
