// The types of plans: what a run will do, need and take, before anything runs.
import type { Digest } from '../domain/digest.js';
import type { NetworkName, SearchTarget } from '../domain/pipeline.js';
import type { NetworkCosts } from '../models/costs.js';
import type { StepKind } from '../domain/steps/step.js';

/** What will happen in one phase: `data`, a stage's id, or `final`. */
export interface PhaseOutline {
  readonly phase: string;
  readonly search: SearchTarget | null;
  /** How many architectures the stage may find, exactly; as text, because it exceeds what a number can count. */
  readonly spaceSize: string | null;
  readonly steps: Readonly<Partial<Record<StepKind, number>>>;
  readonly generations: number;
  /** Evaluated individuals, with survivors counted again in each generation; and how many different ones. */
  readonly evaluations: number;
  readonly candidates: number;
  readonly iterations: number;
  readonly warmupIterations: number;
  readonly generatorSteps: number;
  /** Real images that the discriminator sees, and generated ones for training and for figures. */
  readonly imagesTrained: number;
  readonly imagesGenerated: number;
  readonly imagesJudged: number;
  /** The stage may end sooner. */
  readonly stopsEarly: boolean;
}

/** Of one network of the pipeline. `smallest`, `largest`: of any architecture of the space, by parameters. */
export interface NetworkFigures {
  readonly network: NetworkName;
  readonly space: string;
  readonly supernet: NetworkCosts;
  readonly smallest: NetworkCosts;
  readonly largest: NetworkCosts;
}

/** Resident memory of a trainer at its peak, part by part. */
export interface MemoryEstimate {
  readonly phase: string;
  readonly programBytes: number;
  readonly dataBytes: number;
  /** Weights, both moments and buffers of every network of the state. */
  readonly stateBytes: number;
  /** The part of it for the opponents of a one-to-one stage beyond the first. */
  readonly opponentBytes: number;
  /**
   * Activations and gradients of the larger step; or the copy from which a checkpoint is written, if that is larger.
   */
  readonly stepBytes: number;
  readonly graphBytes: number;
  /** The extractor, its reference, and what is kept of the images that it judges. */
  readonly judgeBytes: number;
  readonly totalBytes: number;
  /** A further trainer at its peak, which only judges. */
  readonly furtherBytes: number;
}

export interface CheckpointEstimate {
  readonly place: string;
  readonly bytes: number;
  /** What the store does not have already. */
  readonly newBytes: number;
}

export interface DiskEstimate {
  readonly dataBytes: number;
  /** Extractors and references. */
  readonly judgeBytes: number;
  readonly checkpoints: readonly CheckpointEstimate[];
  /** The largest checkpoint of each phase, by phase. */
  readonly largest: Readonly<Record<string, number>>;
  readonly peakBytes: number;
  /** After `eagan gc --apply` on the finished run. */
  readonly collectedBytes: number;
}

/** Seconds of the parts of a stage kind's steps on one machine. `iteration`s: one D step and its share of a G step. */
export interface StageRates {
  readonly openSeconds: number;
  readonly warmupIterationSeconds: number;
  readonly iterationSeconds: number;
  /** Loading the graphs of an individual. */
  readonly graphSeconds: number;
  readonly evaluateSeconds: number;
  readonly evaluateImageSeconds: number;
  /** A trainer that does not have the state reads it. */
  readonly stateSeconds: number;
}

export interface Rates {
  readonly ingestImageSeconds: number;
  readonly fitSeconds: number;
  readonly fitImageSeconds: number;
  readonly referenceSeconds: number;
  readonly referenceImageSeconds: number;
  readonly writeBytesPerSecond: number;
  readonly stages: Readonly<Record<string, StageRates>>;
  readonly final: Pick<
    StageRates,
    'openSeconds' | 'iterationSeconds' | 'graphSeconds' | 'evaluateSeconds' | 'evaluateImageSeconds'
  >;
}

/** Measured speeds of one machine at one pipeline's sizes. */
export interface Calibration {
  readonly schemaVersion: 1;
  /** Digest of the sizes (`calibrationSizes`). */
  readonly sizes: Digest;
  /** Fingerprints of the trainers that train and that evaluate. */
  readonly runtimes: { readonly train: Digest; readonly evaluate: Digest };
  readonly measuredAt: string;
  readonly tookSeconds: number;
  readonly rates: Rates;
  /** What was computed from measurements, because the networks are too large for a minute. */
  readonly computed: readonly string[];
}

export interface PhaseTime {
  readonly phase: string;
  readonly trainingSeconds: number;
  readonly evaluationSeconds: number;
  readonly otherSeconds: number;
  /** For a run with the requested slots. */
  readonly wallSeconds: number;
}

export interface TimeEstimate {
  readonly slots: number;
  readonly phases: readonly PhaseTime[];
  readonly wallSeconds: number;
  /** Summed over working trainers. */
  readonly deviceSeconds: number;
  readonly bySlots: readonly { readonly slots: number; readonly wallSeconds: number }[];
}
