// The typed messages between the worker and a trainer child, and what a task sees.
import type { Digest } from '../domain/digest.js';
import type { ErrorCode } from '../domain/errors.js';
import type { Step, TrainerKind } from '../domain/steps/kinds.js';
import type { StepResult } from '../domain/steps/step.js';
import type { Store } from '../store/types.js';

/** The progress of a task; every number is for people, none enters a record. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'iterations' | 'images' | 'files' | 'batches';
  readonly imagesPerSecond?: number;
  /**
   * The most work that is lost if the task is killed, if it is more than was asked for; then also the cost of a
   * recovery point.
   */
  readonly lostAtWorstMs?: number;
  readonly recoveryPointMs?: number;
  /** The task does nothing until there is space again. */
  readonly waitingFor?: 'disk';
}

/** Where a step runs: never part of its key. */
export interface TaskCircumstances {
  /** The images of an ingest step. */
  readonly datasetPath?: string;
  /** The file of an extractor that is not trained, and of statistics that are not computed. */
  readonly extractorPath?: string;
  readonly referencePath?: string;
  readonly recoveryEveryMs: number;
  /** An evaluation that crashed at every attempt is only recorded as failed: nothing is judged. */
  readonly unjudged?: true;
}

export interface TrainerTask {
  readonly step: Step;
  readonly key: Digest;
  readonly storeFolder: string;
  /** Another store's objects, used with this one (`eagan verify --rerun`). */
  readonly objectsFolder?: string;
  /** Names this attempt's own recovery points (`Claim.id`). */
  readonly attempt: string;
  /** The run whose claim `attempt` is; absent: there is no claim, and nobody else can take the step. */
  readonly run?: string;
  readonly circumstances: TaskCircumstances;
}

/** What made these bits: part of the record's fingerprint. */
export interface RuntimeIdentity {
  readonly tensorflow: string;
  readonly device: 'cpu' | 'gpu';
  /** CPU model and instruction sets, or GPU model + driver + cuDNN. */
  readonly hardware: string;
  readonly oneDnn: boolean;
  /**
   * `V8 11.3`: its logarithms and sines differ from those of `V8 13.6` in the last bit, and scores and drawn shapes use
   * them.
   */
  readonly javascript: string;
  readonly numericsVersion: number;
  readonly threads: number;
}

/** What a child used for a task so far: CPU time since it began, and the largest memory of the process. */
export interface Usage {
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
}

/** Where a task runs. */
export interface TaskPlace {
  /** The child's number, which its log file has too. */
  readonly slot: number;
  readonly device: RuntimeIdentity['device'];
  /** What the child last reported, also when it is dead; null: nothing yet. */
  usage(): Usage | null;
}

export type ToTrainer =
  | { readonly type: 'run'; readonly id: number; readonly task: TrainerTask }
  /** Write a recovery point now, then stop the task with `interrupted`. */
  | { readonly type: 'interrupt'; readonly id: number }
  | { readonly type: 'shutdown' };

export type FromTrainer =
  | { readonly type: 'ready'; readonly identity: RuntimeIdentity }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress; readonly usage: Usage }
  | {
      readonly type: 'result';
      readonly id: number;
      readonly result: TaskResult;
      readonly usage: Usage;
      readonly memory: { readonly tensors: number; readonly rssBytes: number };
    }
  | { readonly type: 'interrupted'; readonly id: number; readonly usage: Usage }
  | {
      readonly type: 'error';
      /** 0: the child could not start. */
      readonly id: number;
      readonly usage?: Usage;
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly cure?: string;
        readonly stack?: string;
        /** The object that is missing or damaged. */
        readonly object?: Digest;
      };
    };

/** A step's result, and the circumstances of its computation. */
export interface TaskResult extends StepResult {
  /** It was resumed inside the step: this many iterations, or images, were not done again. */
  readonly resumedAtIteration?: number;
  /** Time spent on writing recovery points and the last checkpoint; absent: nothing that counts was written. */
  readonly writingMs?: number;
}

/** What a task handler may use. */
export interface TaskContext {
  readonly store: Store;
  readonly circumstances: TaskCircumstances;
  readonly key: Digest;
  readonly attempt: string;
  readonly run?: string;
  /** Milliseconds of a clock that stops while the task waits for disk space. */
  now(): number;
  /**
   * Reports progress and lets messages pass. After an interrupt it awaits `beforeStop`, then throws `Interrupted`. Call
   * it each iteration.
   */
  tick(progress: Progress): Promise<void>;
  /** Called before an interrupted task stops; the task writes its recovery point here. Each call replaces it. */
  onInterrupt(write: () => Promise<void>): void;
}

export type TaskHandler<K extends TrainerKind> = (step: Step<K>, context: TaskContext) => Promise<TaskResult>;

/** The task of each kind. */
export type TaskHandlers = { readonly [K in TrainerKind]: TaskHandler<K> };

/** What an activity needs of the pool of trainer children. */
export interface TrainerPool {
  /**
   * Runs a task in a warm or new child with that many threads; waits for a free slot first. Rejects with EaganError
   * (EAGAN_TRAINER_CRASHED, EAGAN_TRAINER_KILLED, EAGAN_TRAINER_HUNG, …) or, after `signal` was aborted and the
   * recovery point is written, with `Interrupted`.
   */
  run(task: TrainerTask, options: PoolRunOptions): Promise<PoolResult>;
  /** Starts a child if none was ever started, and returns what it is. */
  identity(threads: number): Promise<RuntimeIdentity>;
  /** Interrupts running tasks, waits for `graceMs`, kills the rest. No child survives it. */
  close(graceMs: number): Promise<void>;
}
export interface PoolRunOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Waits until no other task runs; none starts beside this one. */
  readonly alone?: boolean;
  /** In a child that ran nothing before, and runs nothing afterwards. */
  readonly fresh?: boolean;
  /** In a fresh child outside the slots; there is one at a time. */
  readonly beside?: boolean;
  /** A child begins the task. */
  onPlace?(place: TaskPlace): void;
  onProgress(progress: Progress): void;
  /** About once a second while the task waits for a place. */
  onWaiting(): void;
  /**
   * About once a second while the task's child is not silent for longer than allowed, also while it is inside one
   * native call.
   */
  onAlive?(): void;
}
export interface PoolResult {
  readonly result: TaskResult;
  readonly identity: RuntimeIdentity;
}
