// Performers of the steps of a plan. Workflows let activities compute them, a walk looks them up, a plan answers with
// stand-ins. The plan itself (run.ts, stage.ts, generation.ts, final.ts) is the same for all.
import type { WinnerArtifact } from '../steps/artifacts.js';
import type { Digest } from '../digest.js';
import type { FigureValues } from '../search/figures.js';
import type { Step } from '../steps/kinds.js';
import type { StepResult } from '../steps/step.js';
import type { FinishedStage } from './architectures.js';
import type { PreparedData } from './data-steps.js';
import type { FinalContext } from './final-steps.js';
import type { CurrentPopulation, StageContext, StageProgress } from './stage-steps.js';

/**
 * A finished step's result, with what later steps are built from: the population of openStage and select, the winner of
 * closeStage.
 */
export type FoundStep = StepResult & {
  readonly population?: CurrentPopulation | null;
  readonly winner?: WinnerArtifact;
  /** Of select, for people to look at; no step is built from it. */
  readonly chosen?: ChosenFront;
};

/** The ids of a generation's best individual and of its front, best first. */
export interface ChosenFront {
  readonly best: string;
  readonly front: readonly string[];
}

/** `Work`: a step, or an order for one. */
export interface StepPerformer<Work = Step> {
  /** Resolves to the result of a step once it is finished. */
  perform(work: Work): Promise<FoundStep>;
  /** Called before the next step, for steps that will be performed after it but do not need it. */
  foresee?(works: readonly Work[]): Promise<void>;
  /** All results of works that run side by side. */
  together<const T extends readonly Promise<unknown>[]>(works: T): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }>;
}

/** What a generation leaves behind. `next`: where the stage continues; null after the last generation. */
export interface ClosedGeneration {
  readonly state: Digest;
  readonly selection: Digest;
  readonly next: StageProgress | null;
  /** For people to look at; absent if the selection was not asked for it. */
  readonly chosen?: ChosenFront & { readonly figures: FigureValues };
}

export interface StagePerformer extends StepPerformer {
  generation(at: StageProgress): Promise<ClosedGeneration>;
  /** Called after each generation except the last. */
  between?(next: StageProgress): Promise<void>;
}

/**
 * What is done already, so that a run can continue from there: the data, the closed stages, and the current stage at
 * its last closed generation.
 */
export interface PlanProgress {
  readonly prepared: PreparedData;
  readonly finished: readonly FinishedStage[];
  /** Where the first stage that is not closed continues; null: at its beginning, or in the final training. */
  readonly stage: StageProgress | null;
}

export interface RunPerformer extends StepPerformer {
  stage(context: StageContext, at: StageProgress | null): Promise<FinishedStage>;
  /** Returns the key of the export. */
  final(context: FinalContext, finished: readonly FinishedStage[]): Promise<Digest>;
  /** Called when the data is prepared, and again after each stage. */
  reached?(progress: PlanProgress): void;
}
