// What workflows know of activities: one function for each kind of step, all with the same shape.
import type { WinnerArtifact } from '../domain/steps/artifacts.js';
import type { Digest } from '../domain/digest.js';
import type { ChosenFront, CurrentPopulation, StepOrder, StepOwner, StepRequest } from '../domain/plan/index.js';
import type { RunEnd } from '../domain/runs/run-state.js';
import type { StepRecord } from '../domain/steps/step.js';

export type { StepRequest } from '../domain/plan/index.js';

/**
 * Asks for a step by names and digests. The activity builds it from the run's frozen pipeline, so that no history
 * contains the pipeline.
 */
export interface OrderRequest extends StepOwner {
  readonly order: StepOrder;
}

export type StepOutcome = Pick<StepRecord, 'key' | 'outputs' | 'numbers' | 'status'>;

/** For a step of a generation. Workflows that an earlier version started send the step itself. */
type GenerationRequest<K extends StepOrder['kind']> = StepRequest<K> | OrderRequest;

export interface Activities {
  ingestDataset(request: StepRequest<'ingest'>): Promise<StepOutcome>;
  fitExtractor(request: StepRequest<'fitExtractor'>): Promise<StepOutcome>;
  computeReference(request: StepRequest<'referenceStatistics'>): Promise<StepOutcome>;
  /**
   * For a stage of the search with its first population, so that the workflow need not read the store. For the final
   * pair without one.
   */
  openStage(
    request: StepRequest<'openStage'>,
  ): Promise<StepOutcome & { readonly population: CurrentPopulation | null }>;
  trainSegment(request: GenerationRequest<'trainSegment'>): Promise<StepOutcome>;
  evaluateCandidate(request: GenerationRequest<'evaluate'>): Promise<StepOutcome>;
  /** `population`: the next one; null after the last generation. */
  selectGeneration(
    request: GenerationRequest<'select'>,
  ): Promise<StepOutcome & { readonly population: CurrentPopulation | null; readonly chosen: ChosenFront }>;
  closeStage(request: StepRequest<'closeStage'>): Promise<StepOutcome & { readonly winner: WinnerArtifact }>;
  trainWinner(request: StepRequest<'trainWinner'>): Promise<StepOutcome>;
  scoreWinner(request: StepRequest<'scoreWinner'>): Promise<StepOutcome>;
  exportWinner(request: StepRequest<'export'>): Promise<StepOutcome>;
  /** Not a step: writes the run's end and, if it completed, its result digest beside the records. */
  finishRun(input: { readonly run: string; readonly epoch: number; readonly end: RunEnd }): Promise<{
    readonly resultDigest: Digest | null;
  }>;
}
