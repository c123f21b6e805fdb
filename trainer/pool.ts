// The pool of trainer children: a limited number of warm processes. Each task goes to the one that probably holds its
// inputs.
import { join } from 'node:path';
import { completeOptions, type CompleteOptions, type PoolOptions } from './pool-options.js';
import { Interruption } from './interrupted.js';
import { SlotQueue } from './slot-queue.js';
import { TrainerChild } from './trainer-child.js';
import type { PoolResult, PoolRunOptions, RuntimeIdentity, TrainerPool, TrainerTask } from './types.js';

/**
 * A pool without children yet; the first task or `identity` starts one. `close` it, or its children keep this process
 * alive.
 */
export function createPool(options: PoolOptions): TrainerPool {
  return new Pool(completeOptions(options));
}

class Pool implements TrainerPool {
  private readonly slots: SlotQueue;
  /** The place outside the slots. */
  private readonly extra = new SlotQueue(1);
  private readonly children = new Set<TrainerChild>();
  /** Idle children, the last used one at the end, with the timer that ends them. */
  private readonly idle = new Map<TrainerChild, NodeJS.Timeout>();
  private firstIdentity: Promise<RuntimeIdentity> | null = null;
  private closing = false;

  constructor(private readonly options: CompleteOptions) {
    this.slots = new SlotQueue(options.slots);
  }

  async run(task: TrainerTask, options: PoolRunOptions): Promise<PoolResult> {
    const giveBack = await this.admit(options);
    try {
      return await this.runIn(this.childFor(task, options), task, options);
    } finally {
      giveBack();
    }
  }

  /** All children of a machine have the same identity except for threads, so one child's answer is enough. */
  async identity(threads: number): Promise<RuntimeIdentity> {
    this.firstIdentity ??= this.askIdentity(threads);
    return { ...(await this.firstIdentity), threads };
  }

  async close(graceMs: number): Promise<void> {
    this.closing = true;
    this.slots.close();
    this.extra.close();
    for (const timer of this.idle.values()) clearTimeout(timer);
    await Promise.all([...this.children].map((child) => this.endChild(child, graceMs)));
  }

  /** Waits for a place: one of the slots, all of them and the one outside, or the one outside. */
  private async admit({ alone, beside, signal, onWaiting }: PoolRunOptions): Promise<() => void> {
    if (beside) return this.extra.acquire(1, signal, onWaiting);
    const giveBack = await this.slots.acquire(alone ? this.options.slots : 1, signal, onWaiting);
    if (!alone) return giveBack;
    try {
      const giveBackExtra = await this.extra.acquire(1, signal, onWaiting);
      return () => (giveBackExtra(), giveBack());
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  private childFor(task: TrainerTask, { threads, alone, beside, fresh }: PoolRunOptions): TrainerChild {
    // Warm children hold memory that a task running alone may need.
    if (alone) for (const child of [...this.idle.keys()]) this.retire(child);
    return fresh || beside ? this.startChild(threads) : this.takeChild(task, threads);
  }

  private async runIn(child: TrainerChild, task: TrainerTask, options: PoolRunOptions): Promise<PoolResult> {
    // A child that is silent for longer than its limits is killed. So one that has not been killed is alive.
    const alive = setInterval(() => child.alive && options.onAlive?.(), 1000);
    const interrupt = (): void => child.interrupt(this.options.interruptGraceMs);
    const leave = (): void => (options.fresh || options.beside ? this.retire(child) : this.putAway(child));
    options.signal.addEventListener('abort', interrupt);
    try {
      const identity = await child.ready;
      this.firstIdentity ??= Promise.resolve(identity);
      if (options.signal.aborted || this.closing) throw new Interruption('the task was interrupted before it started');
      const { number: slot } = child.setup;
      options.onPlace?.({ slot, device: identity.device, usage: child.usageOf(task) });
      const result = await child.run(task, options.onProgress);
      child.holds = new Set([...Object.values(task.step.inputs), ...Object.values(result.outputs)]);
      leave();
      return { result, identity };
    } catch (error) {
      // A failed task may have left anything behind; an interrupted one left its state in order.
      if (error instanceof Interruption) leave();
      else this.retire(child);
      throw error;
    } finally {
      clearInterval(alive);
      options.signal.removeEventListener('abort', interrupt);
    }
  }

  private async askIdentity(threads: number): Promise<RuntimeIdentity> {
    const child = this.startChild(threads);
    try {
      const identity = await child.ready;
      this.putAway(child);
      return identity;
    } catch (error) {
      this.firstIdentity = null;
      throw error;
    }
  }

  /**
   * Of the idle children with that many threads: one that holds an input of the task, else the last used one, else a
   * new one.
   */
  private takeChild(task: TrainerTask, threads: number): TrainerChild {
    const fitting = [...this.idle.keys()].filter((child) => child.alive && child.setup.threads === threads);
    const inputs = Object.values(task.step.inputs);
    const holding = (child: TrainerChild): number => inputs.filter((digest) => child.holds.has(digest)).length;
    const best = fitting.reduce<TrainerChild | undefined>(
      (chosen, child) => (!chosen || holding(child) >= holding(chosen) ? child : chosen),
      undefined,
    );
    if (!best) return this.startChild(threads);
    clearTimeout(this.idle.get(best));
    this.idle.delete(best);
    return best;
  }

  private startChild(threads: number): TrainerChild {
    if (this.closing) throw new Interruption('the task was interrupted before it started');
    const { entry, logFolder, logName, silence } = this.options;
    const taken = new Set([...this.children].map((child) => child.setup.number));
    let number = 0;
    while (taken.has(number)) number += 1;
    const logFile = join(logFolder, `${logName}-${number}.log`);
    const child = new TrainerChild({ entry, threads, number, logFile, silence });
    this.children.add(child);
    void child.ended.then(() => {
      this.children.delete(child);
      clearTimeout(this.idle.get(child));
      this.idle.delete(child);
    });
    return child;
  }

  private putAway(child: TrainerChild): void {
    const { tasks, tensors, rssBytes } = this.options.recycle;
    const { memory } = child;
    const worn = child.tasksDone >= tasks || memory.tensors > tensors || memory.rssBytes > rssBytes;
    if (!child.alive || worn || this.closing) return this.retire(child);
    this.idle.set(
      child,
      setTimeout(() => this.retire(child), this.options.idleMs),
    );
  }

  private retire(child: TrainerChild): void {
    clearTimeout(this.idle.get(child));
    this.idle.delete(child);
    if (child.alive) void child.shutdown(this.options.interruptGraceMs);
  }

  private async endChild(child: TrainerChild, graceMs: number): Promise<void> {
    const timer = setTimeout(() => child.kill(new Interruption()), graceMs);
    child.interrupt(graceMs);
    // A child that is starting or running a task reads `shutdown` only after it has handled `interrupt`; `putAway`
    // sends it then.
    if (this.idle.has(child)) void child.shutdown(graceMs);
    await child.ended;
    clearTimeout(timer);
  }
}
