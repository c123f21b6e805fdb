// The frozen pipeline: what a validated file means after defaults are filled in. Counts are numbers, never "10 epochs or so".

export type NetworkName = 'generator' | 'discriminator';

/** Three cells of seven genes (reference: networks). */
export type Cell = readonly number[];
export type Genotype = readonly Cell[];

export type Dataset =
  | { readonly kind: 'shapes'; readonly images: number; readonly size: number }
  | {
      readonly kind: 'imageFolder';
      readonly path: string;
      readonly size: number;
      readonly images: number | null;
      readonly unreadable: 'fail' | 'skip';
    };

export interface Adam {
  readonly kind: 'adam';
  readonly learningRate: number;
  readonly betas: readonly [number, number];
}

export interface Training {
  readonly loss: 'hinge';
  readonly batch: { readonly discriminator: number; readonly generator: number };
  /** D steps for one G step. */
  readonly discriminatorSteps: number;
  readonly optimizers: { readonly generator: Adam; readonly discriminator: Adam };
  /** Each network's gradient norm is limited to this; null: not clipped. */
  readonly gradientClipping: number | null;
  /** Iterations between two checkpoints; part of a segment's key. */
  readonly segmentIterations: number;
  /** Non-finite steps after which an individual is no longer sampled. */
  readonly divergenceLimit: number;
}

/** Exactly one of steps (iterations) and epochs (shuffled passes). */
export type Duration = { readonly steps: number } | { readonly epochs: number };

export type Objective = 'frechetDistance' | 'classifierScore' | 'fid' | 'inceptionScore' | 'parameters';
export type Direction = 'minimize' | 'maximize';

/** Who survives: fast non-dominated sorting with crowding, or the rule of the published script (domain/official-selection.ts). */
export interface SelectionRule {
  readonly kind: 'nonDominated' | 'officialRepo';
}

export type Opponent =
  { readonly from: 'builtin'; readonly genotype: string } | { readonly from: 'stage'; readonly stage: string };

export interface Stage {
  readonly id: string;
  readonly search: NetworkName;
  readonly pairing: 'manyToOne' | 'oneToOne';
  readonly weightResetting: boolean;
  readonly opponent: Opponent;
  readonly population: number;
  readonly generations: number;
  readonly warmup: Duration;
  readonly duration: Duration;
  readonly breeding: { readonly survivors: number; readonly crossover: number; readonly mutation: number };
  readonly selection: SelectionRule;
  readonly objectives: Readonly<Partial<Record<Objective, Direction>>>;
  /** Tie-break order for the winner. */
  readonly best: readonly Objective[];
  readonly evaluation: { readonly images: number; readonly batchNorm: 'recalibrated' | 'shared' };
  readonly training: Training;
}

export interface Pipeline {
  readonly version: 1;
  readonly name: string;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly networks: {
    readonly generator: { readonly space: string; readonly channels: number; readonly latent: number };
    readonly discriminator: { readonly space: string; readonly channels: number };
  };
  readonly metrics: {
    readonly seed: number;
    readonly images: number;
    readonly extractor: {
      readonly kind: 'classifier';
      readonly epochs: number;
      readonly features: number;
      readonly learningRate: number;
      readonly batch: number;
      readonly minimumAccuracy: number;
    };
  };
  readonly resources: {
    /** Threads of a trainer for each kind of work: part of the fingerprint. */
    readonly train: { readonly threads: number };
    readonly evaluate: { readonly threads: number };
    /** Trainers side by side; a circumstance. null: as many as the cores allow. */
    readonly slots: number | null;
  };
  /** A circumstance: how often a trainer writes a recovery point, in milliseconds. */
  readonly recovery: { readonly everyMs: number; readonly onMismatch: 'stop' | 'warn' };
  /** A circumstance: what `eagan gc` keeps of a run's states beside all that is not a state. */
  readonly retention: {
    /** The last so many states of training. */
    readonly lastStates: number;
    /** The state at the end of each generation. */
    readonly generationBoundaries: boolean;
    /** The states of which winners were taken, exported and scored. */
    readonly winners: boolean;
  };
  readonly stages: readonly Stage[];
  readonly finalTraining: {
    readonly duration: Duration;
    readonly training: Training;
    readonly ema: { readonly decay: number };
    readonly images: number;
    /** Score every so many epochs in the second half, or only at the end (null). */
    readonly scoreEvery: Duration | null;
  };
}
