// What workflows know of activities: one function a step kind, all with the same shape.
import type { WinnerArtifact } from '../domain/steps/artifacts.js';
import type { Digest } from '../domain/digest.js';
import type { CurrentPopulation } from '../domain/plan/index.js';
import type { RunEnd } from '../domain/runs/run-state.js';
import type { Step, StepKind } from '../domain/steps/kinds.js';
import type { StepRecord } from '../domain/steps/step.js';

/** Run and owner, the step (exactly what its key digests), and circumstances that never enter the key. */
export interface StepRequest<K extends StepKind = StepKind> {
  readonly run: string;
  /** Epoch of ownership: a ledger of a newer owner refuses this request's record. */
  readonly epoch: number;
  readonly step: Step<K>;
  /** Intra-op threads of the trainer: part of the fingerprint, not of the key. */
  readonly threads: number;
  readonly circumstances: {
    readonly datasetPath?: string;
    readonly recoveryEveryMs: number;
    /** Only this run's own records count (`--fresh`). */
    readonly fresh: boolean;
    /**
     * Only what this epoch or a later one entered in the ledger counts (`resume --from`); absent: whatever is there.
     */
    readonly sinceEpoch?: number;
    /** What a resume certificate that differs does to the run; absent: `stop`. */
    readonly onMismatch?: 'stop' | 'warn';
  };
}

export type StepOutcome = Pick<StepRecord, 'key' | 'outputs' | 'numbers' | 'status'>;

export interface Activities {
  ingestDataset(request: StepRequest<'ingest'>): Promise<StepOutcome>;
  fitExtractor(request: StepRequest<'fitExtractor'>): Promise<StepOutcome>;
  computeReference(request: StepRequest<'referenceStatistics'>): Promise<StepOutcome>;
  /**
   * Of a search stage with its first population, so that the workflow need not read the store; of the final pair
   * without.
   */
  openStage(
    request: StepRequest<'openStage'>,
  ): Promise<StepOutcome & { readonly population: CurrentPopulation | null }>;
  trainSegment(request: StepRequest<'trainSegment'>): Promise<StepOutcome>;
  evaluateCandidate(request: StepRequest<'evaluate'>): Promise<StepOutcome>;
  /** `population`: the next one, null after the last generation. */
  selectGeneration(
    request: StepRequest<'select'>,
  ): Promise<StepOutcome & { readonly population: CurrentPopulation | null }>;
  closeStage(request: StepRequest<'closeStage'>): Promise<StepOutcome & { readonly winner: WinnerArtifact }>;
  trainWinner(request: StepRequest<'trainWinner'>): Promise<StepOutcome>;
  scoreWinner(request: StepRequest<'scoreWinner'>): Promise<StepOutcome>;
  exportWinner(request: StepRequest<'export'>): Promise<StepOutcome>;
  /** Not a step: writes the run's end and, when it completed, its result digest beside the records. */
  finishRun(input: { readonly run: string; readonly epoch: number; readonly end: RunEnd }): Promise<{
    readonly resultDigest: Digest | null;
  }>;
}
