// The JSON artifacts that steps pass on by digest. Plain JSON with a schemaVersion, finite numbers only.
import type { Digest } from '../digest.js';
import type { Genotype, Searched } from '../pipeline.js';
import type { ImageFigures, RecordedCosts } from '../search/figures.js';
import type { SelectionKind } from '../search/selection-rules.js';

/** A packed data set: bytes NHWC RGB, split in blocks so that no object is huge. */
export interface DatasetArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'dataset';
  readonly size: number;
  readonly classes: readonly string[];
  readonly train: DatasetSplit;
  /** Real images that no network trains on: the extractor's test set and the figure for real images. */
  readonly heldOut: DatasetSplit;
  /** Files left out because they could not be decoded (`unreadable: skip`), relative to the folder. */
  readonly skipped: readonly string[];
}
export interface DatasetSplit {
  readonly images: number;
  /** Each block: `imagesPerBlock` × size × size × 3 bytes, the last one shorter. */
  readonly blocks: readonly Digest[];
  readonly imagesPerBlock: number;
  /** One byte a label, in image order; the number of classes: an image without a class. */
  readonly labels: Digest;
}

/** Real images' statistics under an extractor, and the protocol that identifies every figure made with them. */
export interface ReferenceArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'reference';
  readonly images: number;
  readonly features: number;
  /** Mean (features doubles) then covariance (features² doubles), little-endian. */
  readonly statistics: Digest;
  /**
   * A square root F of the covariance (F·Fᵀ): features × rank doubles, little-endian. Taken once, because it costs more
   * than a distance.
   */
  readonly root: Digest;
}

/** Everything a figure's value depends on besides the images that are judged; its digest stands beside every figure. */
export interface Protocol {
  readonly schemaVersion: 1;
  readonly kind: 'protocol';
  readonly extractor: Digest;
  readonly reference: Digest;
  /** Number of generated images. */
  readonly images: number;
  readonly resize: 'none';
  readonly split: 'train';
  /** How images are sampled: rule, not seeds. */
  readonly sampling: {
    readonly latents: 'normal';
    readonly batchNorm: 'recalibrated' | 'shared' | 'live';
    readonly batch: number;
  };
  readonly scoreSplits: number;
}

/** A genotype with an identity, parents and the operator that made it. */
export interface Individual {
  /** Unique in its stage: `g000-i03` by birth: generation and index. */
  readonly id: string;
  /** Of a coupled stage a pair's, six cells (pairs.ts). */
  readonly genotype: Genotype;
  readonly parents: readonly string[];
  readonly operator: 'random' | 'crossover' | 'mutation' | 'crossover+mutation';
  /** Generation of birth. */
  readonly born: number;
}

/** The individuals of one generation, by slot, and every genotype that was ever evaluated in the stage. */
export interface PopulationArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'population';
  readonly generation: number;
  readonly individuals: readonly Individual[];
  /**
   * Slot of the previous generation whose opponent weights this slot's pair takes (one-to-one); all 0 in generation 0
   * and in other pairings.
   */
  readonly opponentsFrom: readonly number[];
  /** Genotype keys (`genotypeKey`), sorted. */
  readonly archive: readonly string[];
  /** Offspring that could not be bred because no new genotype was left. */
  readonly missingOffspring: number;
  /** Of the generations before; absent: the stage does not stop early, or nobody has had figures yet. */
  readonly progress?: HypervolumeRecord;
}

/** How the hypervolume of the first front went so far (domain/search/early-stopping.ts). */
export interface HypervolumeRecord {
  /** Minimised objectives, in the order of their names. */
  readonly reference: readonly number[];
  /** Of the latest generation. */
  readonly hypervolume: number;
  /** What the next ones must exceed. */
  readonly mark: number;
  /** Generations since the mark was reached. */
  readonly withoutGain: number;
}

/**
 * One candidate's figures. A diverged one has none (JSON has no NaN), nor has a failed one, whose evaluation crashes
 * whenever it is tried.
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
  /** Of the first front, whatever the rule of survival. */
  readonly best: string;
  /** Who survived was decided by this rule; absent: by front and crowding, as they are ranked. */
  readonly rule?: Exclude<SelectionKind, 'nonDominated'>;
  /** Absent: the stage does not stop early, or nobody has had figures yet. */
  readonly progress?: HypervolumeRecord;
  /** The stage closes here, before its last generation, because the front no longer grew. */
  readonly stoppedEarly?: true;
}
export interface RankedIndividual extends RecordedCosts {
  readonly individual: Individual;
  readonly slot: number;
  readonly front: number;
  /** Crowding distance inside its front; null is infinite. */
  readonly crowding: number | null;
  readonly status: 'ok' | 'diverged' | 'failed';
  readonly figures?: ImageFigures;
}

/** What a stage hands on. */
export interface WinnerArtifact {
  readonly schemaVersion: 1;
  readonly kind: 'winner';
  readonly stage: string;
  readonly searched: Searched;
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
