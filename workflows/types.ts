// Inputs and results of the workflows: plain JSON, digests and small numbers.
import type { Digest } from '../domain/digest.js';
import type { Pipeline } from '../domain/pipeline.js';
import type { TaskQueues } from '../domain/runs/queues.js';
import type {
  FinalContext,
  FinishedStage,
  GenerationOrder,
  PlanProgress,
  StageContext,
  StageProgress,
} from '../domain/plan/index.js';
import type { Supersession } from '../domain/runs/run-state.js';
import type { SearchAttribute } from '../domain/runs/search-attributes.js';

/** The input of a run: its frozen pipeline, the image contents that it was started with, and its owner. */
export interface RunInput {
  readonly schemaVersion: 1;
  readonly run: string;
  /** Epoch of ownership. It is part of the children's workflow ids; ledger and refs check it. */
  readonly epoch: number;
  readonly pipeline: Pipeline;
  /** Digest of the image folder's file names and bytes, taken before the run was frozen; null for generated images. */
  readonly contents: string | null;
  /** Versions of the image decoder; null for generated images. */
  readonly decoder: string | null;
  readonly queues: TaskQueues;
  /** Only this run's own records count. */
  readonly fresh: boolean;
  /**
   * What earlier executions closed, so that this one begins after the last closed generation. Absent: it starts at the
   * beginning.
   */
  readonly progress?: PlanProgress | null;
  /** Steps from these places on are done again (`resume --from`); absent: none. */
  readonly supersessions?: readonly Supersession[];
  /** Search attributes that the server does not have, so that no workflow may carry them; absent: it has all. */
  readonly withoutAttributes?: readonly SearchAttribute[];
}

export interface RunResult {
  readonly resultDigest: Digest;
  readonly exportKey: Digest;
}

/**
 * What every child gets of its run: the owner of the steps, and the queues. Parts of the pipeline come in a context.
 */
export type Ownership = Pick<RunInput, 'run' | 'epoch' | 'queues' | 'fresh' | 'supersessions' | 'withoutAttributes'>;

export interface StageInput {
  readonly owner: Ownership;
  readonly context: StageContext;
  /** Where the stage continues, if the run was resumed or the workflow continued as new; null: it opens the stage. */
  readonly at: StageProgress | null;
}

/** Names, digests and counts, without any part of the pipeline. */
export interface GenerationInput {
  readonly owner: Ownership;
  readonly order: GenerationOrder;
  /** Absent in what an earlier version started. */
  readonly names?: GenerationNames;
}

/** What the workflow of a generation shows to people, besides its order. */
interface GenerationNames {
  /** The ids of the individuals, by slot. */
  readonly individuals: readonly string[];
  /** How many generations the stage has. */
  readonly generations: number;
}

/** The input that an earlier version gave a generation, in histories and in stages that it started. */
export interface EarlierGenerationInput {
  readonly owner: Ownership;
  readonly context: StageContext;
  readonly at: StageProgress;
}

export interface FinalInput {
  readonly owner: Ownership;
  readonly context: FinalContext;
  readonly finished: readonly FinishedStage[];
}

export interface FinalResult {
  readonly exportKey: Digest;
}
