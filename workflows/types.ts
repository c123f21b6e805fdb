// What the workflows take and give: plain JSON, digests and small numbers.
import type { Digest } from '../domain/digest.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { TaskQueues } from '../domain/runs/queues.js';
import type { FinalContext, FinishedStage, PlanProgress, StageContext, StageProgress } from '../domain/plan/index.js';
import type { Supersession } from '../domain/runs/run-state.js';

/** A run: the frozen pipeline, the contents it was started on, and its owner. */
export interface RunInput {
  readonly schemaVersion: 1;
  readonly run: string;
  /** Epoch of ownership: part of the children's workflow ids, checked by ledger and refs. */
  readonly epoch: number;
  readonly pipeline: Pipeline;
  /** Digest of the image folder's names and bytes, taken at the door; null for generated images. */
  readonly contents: string | null;
  /** Versions of the image decoder; null for generated images. */
  readonly decoder: string | null;
  readonly queues: TaskQueues;
  /** Only this run's own records count. */
  readonly fresh: boolean;
  /**
   * What earlier executions closed, so that this one begins at the last closed generation; absent: at the beginning.
   */
  readonly progress?: PlanProgress | null;
  /** Steps from these places on are done again (`resume --from`); absent: none. */
  readonly supersessions?: readonly Supersession[];
}

export interface RunResult {
  readonly resultDigest: Digest;
  readonly exportKey: Digest;
}

/** What every child knows of its run: who asks, and on which queues. The pipeline's parts come in a context. */
export type Ownership = Pick<RunInput, 'run' | 'epoch' | 'queues' | 'fresh' | 'supersessions'>;

export interface StageInput {
  readonly owner: Ownership;
  readonly context: StageContext;
  /** Where the stage goes on, in a run that was resumed or as a workflow that continued as new; null: it opens. */
  readonly at: StageProgress | null;
}

export interface GenerationInput {
  readonly owner: Ownership;
  readonly context: StageContext;
  readonly at: StageProgress;
}

export interface FinalInput {
  readonly owner: Ownership;
  readonly context: FinalContext;
  readonly finished: readonly FinishedStage[];
}

/** The export step's key. */
export interface FinalResult {
  readonly exportKey: Digest;
}
