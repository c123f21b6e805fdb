// The frozen pipeline: a validated file with its defaults filled in. Counts are exact numbers, never "10 epochs or so".
import type { Dataset } from './dataset.js';
import type { JudgeSettings } from './judges.js';
import type { Direction, Objective } from './search/figures.js';
import type { SelectionRule } from './search/selection-rules.js';

export type NetworkName = 'generator' | 'discriminator';

/** What a stage searches: one network, or both at once as pairs (the paper's coupled baseline). */
export type SearchTarget = NetworkName | 'both';

/**
 * Three cells of seven genes (docs/reference/networks.md). A pair has six cells: the generator's, then the
 * discriminator's (domain/search/pairs.ts).
 */
export type Cell = readonly number[];
export type Genotype = readonly Cell[];

/** A requirement on whole architectures of a space. `operations`: DARTS names, counted over all edges of all cells. */
export type SpaceConstraint =
  | { readonly kind: 'atMost' | 'atLeast'; readonly operations: readonly string[]; readonly count: number }
  | { readonly kind: 'equalCells' };

/**
 * A search space as plain data, so that it can be a step's parameter. `allowed[cell][gene]` lists operations in
 * ascending order. `constraints` is absent if there are none.
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
  /** Discriminator steps for each generator step. */
  readonly discriminatorSteps: number;
  readonly optimizers: { readonly generator: Adam; readonly discriminator: Adam };
  /** The gradient norm of each network is limited to this; null: no clipping. */
  readonly gradientClipping: number | null;
  /** How the networks' real images are varied; absent: they are used as they are. */
  readonly augmentation?: { readonly horizontalFlip: true };
  /** Iterations between two checkpoints; part of a segment's key. */
  readonly segmentIterations: number;
  /** Number of non-finite steps after which an individual is no longer sampled. */
  readonly divergenceLimit: number;
}

/** Exactly one of steps (iterations) and epochs (shuffled passes). */
export type Duration = { readonly steps: number } | { readonly epochs: number };

/**
 * An architecture that is not searched. `genotype`: written into the pipeline file, or read from a file that it names.
 */
export type Opponent =
  | { readonly from: 'builtin'; readonly genotype: string }
  | { readonly from: 'stage'; readonly stage: string }
  | { readonly from: 'genotype'; readonly genotype: Genotype };

/**
 * Ends a stage when the front's hypervolume has grown by less than `minimumGain` (a share of its earlier value) within
 * `generations` generations.
 */
export interface EarlyStopping {
  readonly generations: number;
  readonly minimumGain: number;
}

/** Limits at which a run pauses; null: no limit. A circumstance: it decides when a run continues, never its result. */
export interface Budget {
  /** Working time, summed over all trainers, in milliseconds. */
  readonly deviceMs: number | null;
  /** Time during which the run is executing, in milliseconds. */
  readonly wallMs: number | null;
  /** Number of evaluations of individuals. */
  readonly candidates: number | null;
}

/**
 * Milliseconds of a network's forward pass, in parts: `baseMs`, and a share for each cell, gene and operation (by
 * name).
 */
export interface NetworkLatencies {
  readonly baseMs: number;
  readonly cells: readonly Readonly<Record<string, Readonly<Record<string, number>>>>[];
}
/**
 * The conditions under which a latency table was recorded: the sizes and, as far as known, the machine. A circumstance:
 * it changes no result.
 */
export interface LatencyRecord {
  readonly imageSize: number;
  /** Images in a forward pass: 1 in recorded tables. */
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
  /** Absent in tables of versions that did not write it down, and in tables that people write. */
  readonly recorded?: LatencyRecord;
};

export interface Stage {
  readonly id: string;
  readonly search: SearchTarget;
  /** `coupled` exactly when both networks are searched. */
  readonly pairing: 'manyToOne' | 'oneToOne' | 'coupled';
  readonly weightResetting: boolean;
  /** null exactly when coupled, because the networks of a pair are each other's opponents. */
  readonly opponent: Opponent | null;
  /** The name of the space of each searched network: one of the pipeline's spaces or a built-in one. */
  readonly spaces: Readonly<Partial<Record<NetworkName, string>>>;
  readonly population: number;
  readonly generations: number;
  readonly warmup: Duration;
  readonly duration: Duration;
  readonly breeding: { readonly survivors: number; readonly crossover: number; readonly mutation: number };
  readonly selection: SelectionRule;
  readonly objectives: Readonly<Partial<Record<Objective, Direction>>>;
  /** The order of objectives that breaks ties for the winner. */
  readonly best: readonly Objective[];
  readonly evaluation: { readonly images: number; readonly batchNorm: 'recalibrated' | 'shared' };
  readonly earlyStopping: EarlyStopping | null;
  readonly budget: Budget | null;
  readonly training: Training;
}

export interface Pipeline {
  readonly version: 1;
  /**
   * Versions of step kinds (domain/steps/kind-versions.ts). No file says them: the program that freezes a run does.
   * Absent: it was frozen before a version was raised.
   */
  readonly kindVersions?: Readonly<Record<string, number>>;
  readonly name: string;
  readonly seed: number;
  readonly dataset: Dataset;
  readonly networks: {
    readonly generator: { readonly channels: number; readonly latent: number };
    readonly discriminator: { readonly channels: number };
  };
  /** The spaces that the file defines, by name, without the built-in ones. */
  readonly searchSpaces: Readonly<Record<string, SearchSpace>>;
  readonly metrics: JudgeSettings & {
    readonly seed: number;
    readonly images: number;
    readonly latency: LatencyTable | null;
  };
  readonly resources: {
    /** Threads of a trainer for each kind of work; part of the fingerprint. */
    readonly train: { readonly threads: number };
    readonly evaluate: { readonly threads: number };
    /** Number of trainers side by side; a circumstance. null: as many as the cores allow. */
    readonly slots: number | null;
  };
  /** A circumstance: how often a trainer writes a recovery point, in milliseconds. */
  readonly recovery: { readonly everyMs: number; readonly onMismatch: 'stop' | 'warn' };
  /** A circumstance: which training states of a run `eagan gc` keeps. It always keeps the other outputs. */
  readonly retention: {
    /** How many of the last training states to keep. */
    readonly lastStates: number;
    /** The state at the end of each generation. */
    readonly generationBoundaries: boolean;
    /** The states from which winners were taken, exported and scored. */
    readonly winners: boolean;
  };
  /** A circumstance: limits of time or candidates at which the run pauses. */
  readonly budget: Budget | null;
  readonly stages: readonly Stage[];
  readonly finalTraining: {
    /**
     * Architectures that replace the winners. null: the winner, or the last stage's opponent if no stage searched the
     * network.
     */
    readonly networks: Readonly<Record<NetworkName, Opponent | null>>;
    readonly duration: Duration;
    readonly training: Training;
    readonly ema: { readonly decay: number };
    readonly images: number;
    /** Of the pair's first weights, batches and latents; absent: the run's. */
    readonly seed?: number;
    /** How the final pair is judged; absent: as the search is. */
    readonly metrics?: JudgeSettings;
    /** How often to score in the second half; null: only at the end. */
    readonly scoreEvery: Duration | null;
  };
}
