// The JSON artifacts that steps pass on by digest: plain JSON with a schemaVersion and only finite numbers.
import type { Digest } from '../digest.js';
import type { Genotype, SearchTarget } from '../pipeline.js';
import type { ImageFigure, ImageFigures, RecordedCosts } from '../search/figures.js';
import type { SelectionKind } from '../search/selection-rules.js';

/** A packed data set: RGB bytes in NHWC order, split into blocks so that no object is huge. */
export interface DatasetArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'dataset';
  readonly size: number;
  readonly classes: readonly string[];
  readonly train: DatasetSplit;
  /** Real images that no network trains on: the extractor's test set, and the source of the figure for real images. */
  readonly heldOut: DatasetSplit;
  /** Files that were left out because they could not be decoded (`unreadable: skip`), relative to the folder. */
  readonly skipped: readonly string[];
}
export interface DatasetSplit {
  readonly images: number;
  /** Each block has `imagesPerBlock` × size × size × 3 bytes; the last one may be shorter. */
  readonly blocks: readonly Digest[];
  readonly imagesPerBlock: number;
  /** One byte for each label, in image order. A byte equal to the number of classes means an image without a class. */
  readonly labels: Digest;
}

/** The statistics of the real images under an extractor. The protocol of every figure names them. */
export interface ReferenceArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'reference';
  /** null: a file of statistics does not say it. */
  readonly images: number | null;
  readonly features: number;
  /** Mean (features doubles), then covariance (features² doubles), little-endian. */
  readonly statistics: Digest;
  /**
   * A square root F of the covariance (F·Fᵀ): features × rank doubles, little-endian. It is computed once, because it
   * costs more than a distance.
   */
  readonly root: Digest;
  /**
   * Features of single images, the first ones: images × features float32, little-endian, in blocks of whole images.
   * Absent: no figure needs them.
   */
  readonly single?: { readonly images: number; readonly blocks: readonly Digest[] };
}

/** Everything that a figure's value depends on, except the judged images. Every figure names its digest. */
export interface Protocol {
  readonly schemaVersion: 1;
  readonly kind: 'protocol';
  readonly extractor: Digest;
  readonly reference: Digest;
  /** Number of generated images. */
  readonly images: number;
  readonly resize: 'none';
  /** What the reference describes: images of the data set, or those of a file of statistics. */
  readonly split: 'train' | 'heldOut' | 'npz';
  /** How images are sampled: the rule, not the seeds. */
  readonly sampling: {
    readonly latents: 'normal';
    readonly batchNorm: 'recalibrated' | 'shared' | 'live';
    readonly batch: number;
  };
  readonly scoreSplits: number;
  /** Absent: frechetDistance and classifierScore. */
  readonly figures?: readonly ImageFigure[];
  /** How single images are compared. Absent: no figure does. */
  readonly further?: {
    readonly images: number;
    readonly nearest: number;
    readonly subsets: number;
    readonly subsetImages: number;
  };
}

/** A genotype with an id, its parents and the operator that made it. */
export interface Individual {
  /** Unique in its stage: generation of birth and slot, such as `g000-i03`. */
  readonly id: string;
  /** In a coupled stage, the six cells of a pair (domain/search/pairs.ts). */
  readonly genotype: Genotype;
  readonly parents: readonly string[];
  readonly operator: 'random' | 'crossover' | 'mutation' | 'crossover+mutation';
  /** Generation of birth. */
  readonly born: number;
}

/** The individuals of one generation, by slot, and every genotype that the stage has had so far. */
export interface PopulationArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'population';
  readonly generation: number;
  readonly individuals: readonly Individual[];
  /**
   * For each slot, the slot of the previous generation whose opponent weights it takes (one-to-one). All 0 in
   * generation 0 and in other pairings.
   */
  readonly opponentsFrom: readonly number[];
  /** Genotype keys (`genotypeKey`), sorted. */
  readonly archive: readonly string[];
  /** Number of offspring that could not be bred because no new genotype was left. */
  readonly missingOffspring: number;
  /**
   * The record up to the previous generation. Absent: the stage has no early stopping, or nobody has had figures yet.
   */
  readonly progress?: HypervolumeRecord;
}

/** How the hypervolume of the first front has grown so far (domain/search/early-stopping.ts). */
export interface HypervolumeRecord {
  /** The reference point: minimised objectives, in the order of their names. */
  readonly reference: readonly number[];
  /** The hypervolume of the latest generation. */
  readonly hypervolume: number;
  /** The hypervolume that later generations must exceed. */
  readonly mark: number;
  /** Generations since the mark was reached. */
  readonly withoutGain: number;
}

/**
 * One candidate's figures. A diverged candidate has none, because JSON has no NaN. A failed one has none, because its
 * evaluation crashes each time it is tried.
 */
export interface EvaluationArtifact extends RecordedCosts {
  readonly schemaVersion: 1;
  readonly kind: 'evaluation';
  readonly individual: string;
  readonly status: 'ok' | 'diverged' | 'failed';
  readonly figures?: ImageFigures;
  readonly protocol: Digest;
}

/** What selection decided in one generation. */
export interface SelectionArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'selection';
  readonly generation: number;
  /** All individuals of the generation, best first. */
  readonly ranking: readonly RankedIndividual[];
  readonly survivors: readonly string[];
  /** The best individual of the first front, whatever the rule of survival. */
  readonly best: string;
  /** The rule that chose the survivors. Absent: they were chosen by front and crowding, as they are ranked. */
  readonly rule?: Exclude<SelectionKind, 'nonDominated'>;
  /** Absent: the stage has no early stopping, or nobody has had figures yet. */
  readonly progress?: HypervolumeRecord;
  /** The stage closes here, before its last generation, because the front did not grow enough. */
  readonly stoppedEarly?: true;
}
export interface RankedIndividual extends RecordedCosts {
  readonly individual: Individual;
  readonly slot: number;
  readonly front: number;
  /** Crowding distance within its front; null is infinite. */
  readonly crowding: number | null;
  readonly status: 'ok' | 'diverged' | 'failed';
  readonly figures?: ImageFigures;
}

/** What a stage passes on to later stages and to the final training. */
export interface WinnerArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'winner';
  readonly stage: string;
  readonly searched: SearchTarget;
  readonly winner: RankedIndividual;
  readonly front: readonly RankedIndividual[];
}

/** The figures of one set of images under the final protocol. */
export interface ScoreArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'score';
  readonly subject: 'noise' | 'heldOut' | 'untrained' | 'trained';
  readonly iteration: number | null;
  readonly status: 'ok' | 'diverged';
  readonly figures?: ImageFigures;
  readonly protocol: Digest;
}
