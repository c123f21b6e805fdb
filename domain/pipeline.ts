// The frozen pipeline: what a validated file means after defaults are filled in. Counts are numbers, never "10 epochs
// or so".
import type { Dataset } from './dataset.js';
import type { Direction, Objective } from './search/figures.js';
import type { SelectionRule } from './search/selection-rules.js';

export type NetworkName = 'generator' | 'discriminator';

/** What a stage searches: one network, or both at once as pairs (the paper's coupled baseline). */
export type Searched = NetworkName | 'both';

/**
 * Three cells of seven genes (reference: networks). A pair has six: the generator's, then the discriminator's
 * (domain/search/pairs.ts).
 */
export type Cell = readonly number[];
export type Genotype = readonly Cell[];

/** What whole architectures of a space must fulfil. `operations`: DARTS names, counted over all edges of all cells. */
export type SpaceConstraint =
  | { readonly kind: 'atMost' | 'atLeast'; readonly operations: readonly string[]; readonly count: number }
  | { readonly kind: 'equalCells' };

/**
 * A search space as plain data, so that it can be a step's parameter: `allowed[cell][gene]` lists operations in
 * ascending order; `constraints` is absent where there are none.
 */
export interface SearchSpace {
  readonly network: NetworkName;
  readonly allowed: readonly (readonly (readonly number[])[])[];
  readonly constraints?: readonly SpaceConstraint[];
}

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

/** An architecture that is not searched. `genotype`: written into the file, or read from a file at the door. */
export type Opponent =
  | { readonly from: 'builtin'; readonly genotype: string }
  | { readonly from: 'stage'; readonly stage: string }
  | { readonly from: 'genotype'; readonly genotype: Genotype };

/**
 * Ends a stage when the front's hypervolume has grown by less than `minimumGain` (a share of what it was) in
 * `generations` generations.
 */
export interface EarlyStopping {
  readonly generations: number;
  readonly minimumGain: number;
}

/** Limits at which a run pauses; null: none. A circumstance: it decides when a run goes on, never what it gives. */
export interface Budget {
  /** Time of trainers at work, summed over all trainers, in milliseconds. */
  readonly deviceMs: number | null;
  /** Time in which the run was executing, in milliseconds. */
  readonly wallMs: number | null;
  /** Evaluations of individuals. */
  readonly candidates: number | null;
}

/**
 * Milliseconds of a network's forward pass, part by part: `baseMs` and, for each cell, gene and operation (by name),
 * its share.
 */
export interface NetworkLatencies {
  readonly baseMs: number;
  readonly cells: readonly Readonly<Record<string, Readonly<Record<string, number>>>>[];
}
/**
 * What a latency table was recorded with: the sizes, and as far as known the machine. A circumstance: it changes no
 * result.
 */
export interface LatencyRecord {
  readonly imageSize: number;
  /** Images of a forward: a table is of one. */
  readonly batch: number;
  readonly generator: { readonly channels: number; readonly latent: number };
  readonly discriminator: { readonly channels: number };
  readonly threads?: number;
  readonly device?: string;
  readonly hardware?: string;
  readonly tensorflow?: string;
  readonly numericsVersion?: number;
  readonly program?: string;
}
export type LatencyTable = Readonly<Partial<Record<NetworkName, NetworkLatencies>>> & {
  /** Absent in tables that were recorded before it was written down, and in those that people write. */
  readonly recorded?: LatencyRecord;
};

export interface Stage {
  readonly id: string;
  readonly search: Searched;
  /** `coupled` exactly when both networks are searched. */
  readonly pairing: 'manyToOne' | 'oneToOne' | 'coupled';
  readonly weightResetting: boolean;
  /** null exactly when coupled: a pair's networks are each other's opponents. */
  readonly opponent: Opponent | null;
  /** The name of the space of each searched network: one of the pipeline's, or a built-in one. */
  readonly spaces: Readonly<Partial<Record<NetworkName, string>>>;
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
  readonly earlyStopping: EarlyStopping | null;
  readonly budget: Budget | null;
  readonly training: Training;
}

export interface Pipeline {
  readonly version: 1;
  readonly name: string;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly networks: {
    readonly generator: { readonly channels: number; readonly latent: number };
    readonly discriminator: { readonly channels: number };
  };
  /** The spaces that the file defines, by name; the built-in ones are not among them. */
  readonly searchSpaces: Readonly<Record<string, SearchSpace>>;
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
    readonly latency: LatencyTable | null;
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
  /** A circumstance: at which use of time or candidates the run pauses. */
  readonly budget: Budget | null;
  readonly stages: readonly Stage[];
  readonly finalTraining: {
    /**
     * Architectures in place of the winners'; null: the winner's, or where none was searched the last stage's opponent.
     */
    readonly networks: Readonly<Record<NetworkName, Opponent | null>>;
    readonly duration: Duration;
    readonly training: Training;
    readonly ema: { readonly decay: number };
    readonly images: number;
    /** Score every so many epochs in the second half, or only at the end (null). */
    readonly scoreEvery: Duration | null;
  };
}
