// Who performs the steps of a plan. Workflows have them done, a walk looks them up, a plan answers with stand-ins; the
// plan itself (run.ts, stage.ts, generation.ts, final.ts) is the same for all.
import type { WinnerArtifact } from '../steps/artifacts.js';
import type { Digest } from '../digest.js';
import type { Step } from '../steps/kinds.js';
import type { StepResult } from '../steps/step.js';
import type { FinishedStage } from './architectures.js';
import type { PreparedData } from './data-steps.js';
import type { FinalContext } from './final-steps.js';
import type { CurrentPopulation, StageContext, StageProgress } from './stage-steps.js';

/**
 * A finished step's result with what later steps are built from: the population of openStage and select, the winner of
 * closeStage.
 */
export type FoundStep = StepResult & {
  readonly population?: CurrentPopulation | null;
  readonly winner?: WinnerArtifact;
};

/** `Work`: a step, or an order for one. */
export interface StepPerformer<Work = Step> {
  /** The result of a step, once it is finished. */
  perform(work: Work): Promise<FoundStep>;
  /** Called for steps that need nothing of the next one, though they are performed after it. */
  foresee?(works: readonly Work[]): Promise<void>;
  /** All results of what runs side by side. */
  together<const T extends readonly Promise<unknown>[]>(works: T): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }>;
}

/** What a generation leaves behind. `next`: where the stage goes on; null after the last generation. */
export interface ClosedGeneration {
  readonly state: Digest;
  readonly selection: Digest;
  readonly next: StageProgress | null;
}

export interface StagePerformer extends StepPerformer {
  generation(at: StageProgress): Promise<ClosedGeneration>;
  /** Called after each generation but the last. */
  between?(next: StageProgress): Promise<void>;
}

/**
 * What is done already, so that a run can go on from there: the data, closed stages, and the stage in between at its
 * last
 * closed generation.
 */
export interface PlanProgress {
  readonly prepared: PreparedData;
  readonly finished: readonly FinishedStage[];
  /** Where the first stage that is not closed goes on; null: at its beginning, or in the final training. */
  readonly stage: StageProgress | null;
}

export interface RunPerformer extends StepPerformer {
  stage(context: StageContext, at: StageProgress | null): Promise<FinishedStage>;
  /** Gives the key of the export. */
  final(context: FinalContext, finished: readonly FinishedStage[]): Promise<Digest>;
  /** Called when the data is prepared, and again after each stage. */
  reached?(progress: PlanProgress): void;
}
