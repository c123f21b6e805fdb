// What each step kind has: its inputs by name, its parameters, its outputs, its numbers. Builders make steps with them;
// tasks read them.
import type { IngestedDataset } from '../dataset.js';
import type { AlsoFigures, FittedExtractor, NamedReference } from '../extractor.js';
import type { EarlyStopping, Genotype, SearchTarget, Stage, Training } from '../pipeline.js';
import type { CostRequests } from '../search/costs.js';
import type { ImageFigure } from '../search/figures.js';
import type { StageSpace } from '../search/stage-space.js';
import type { Protocol } from './artifacts.js';

/**
 * ingest · place `dataset` · inputs {} · outputs {dataset} · numbers {trainImages, heldOutImages, skipped} · seed
 * metrics.seed. `contents`: digest of the folder's file names and bytes, taken before the run is frozen. The path
 * itself is a circumstance.
 */
export interface IngestParameters {
  readonly dataset: IngestedDataset;
  readonly contents: string | null;
  /** Versions of the decoder (sharp, libvips); null for generated images. */
  readonly decoder: string | null;
}

/**
 * fitExtractor · place `extractor` or `final/extractor` · inputs {dataset} · outputs {extractor} · numbers
 * {heldOutAccuracy}, of a pretrained network none · seed metrics.seed. The file of a network is read at a path that is
 * a circumstance.
 */
export interface FitExtractorParameters {
  readonly extractor: FittedExtractor;
}

/**
 * referenceStatistics · place `reference` or `final/reference` · inputs {dataset, extractor} · outputs {reference} ·
 * numbers {images}. The file of statistics is read at a path that is a circumstance.
 */
export interface ReferenceParameters {
  /** Absent: the training images of the data set. */
  readonly reference?: NamedReference;
  /** Figures that need features of single real images. Absent: none. */
  readonly also?: readonly AlsoFigures[];
}

/** How images are judged, where that is not the usual way. */
export interface Judging {
  /** Parts over which a score is averaged, and whose figures spread. */
  readonly splits: number;
  /** In the order of their table. */
  readonly figures: readonly ImageFigure[];
  /** Where the reference comes from. */
  readonly split: Protocol['split'];
}

/** Sizes of both networks. bottomWidth is the image size / 8. */
export interface NetworkSizes {
  readonly generator: { readonly channels: number; readonly latent: number; readonly bottomWidth: number };
  readonly discriminator: { readonly channels: number };
}

/** A fixed architecture, such as a stage's opponent: a genotype, or the simple discriminator. */
export type OpponentArchitecture =
  { readonly form: 'standalone'; readonly genotype: Genotype } | { readonly form: 'simple' };

/**
 * openStage · place `<stage>/open` · inputs {} or {previous: the last state of the stage from whose supernet the
 * opponent inherits} · outputs {state, population} · seed. The searched supernet has fresh weights from stream
 * `<stage>/open/searched`. The first population comes from `<stage>/open/population` (`firstPopulation`). Without
 * `previous`, the opponent is fresh, from `<stage>/open/opponent`. With `previous`, it is cut out of the searched
 * supernet of `previous` at `opponent.genotype` (weights and running statistics; moments and step counts are 0). That
 * is so for a generator that an earlier stage found. A discriminator that an earlier stage found is only an
 * architecture: no `previous`, fresh weights (GD3). Coupled (`search: both`): the generator's supernet is the searched
 * one, and the discriminator's takes the opponent's position and stream; no `previous`.
 */
export interface OpenStageParameters {
  readonly sizes: NetworkSizes;
  readonly search: SearchTarget;
  readonly space: StageSpace;
  /** null when coupled. */
  readonly opponent: OpponentArchitecture | null;
  readonly population: number;
}
/**
 * openStage for the final pair · place `final/open` · outputs {state}: both networks are fresh, and the averaged
 * weights equal the initial ones.
 */
export interface OpenFinalParameters {
  readonly sizes: NetworkSizes;
  readonly generator: OpponentArchitecture;
  readonly discriminator: OpponentArchitecture;
}

/**
 * trainSegment · place `<stage>/warmup/segment-00` or `<stage>/gen-000/train/segment-00` · inputs {state, dataset} ·
 * outputs {state} · numbers {discriminatorLoss, generatorLoss (means over finite steps; absent if there are none),
 * nonFiniteSteps and nonFinite/<slot> when > 0} · seed · status diverged when no step was finite. Streams depend on the
 * iteration or epoch of the stage, never on the attempt: `<stage>/epoch-0000/order`, `<stage>/step/1234/individual`,
 * `<stage>/step/1234/mirrored`, `<stage>/step/1234/latents/d|g`. Version 1 shuffled a list of the images
 * (kind-versions.ts).
 */
export interface TrainSegmentParameters {
  readonly stage: string;
  readonly sizes: NetworkSizes;
  readonly search: SearchTarget;
  /** null when coupled. */
  readonly opponent: OpponentArchitecture | null;
  readonly pairing: Stage['pairing'];
  /** The space of a warm-up's random architectures; null: the population is trained. */
  readonly space: StageSpace | null;
  /** Genotypes by slot; null in a warm-up, which draws a random architecture each time. */
  readonly population: readonly Genotype[] | null;
  /** Slots that are no longer sampled, because their non-finite steps reached the limit. */
  readonly excluded: readonly number[];
  /**
   * For each slot, the opponent in `state` that it starts with (first segment of a one-to-one generation); null: each
   * slot keeps its own.
   */
  readonly opponentsFrom: readonly number[] | null;
  /** Iterations of the stage: [from, to). */
  readonly from: number;
  readonly to: number;
  readonly training: Training;
}

/**
 * evaluate · place `<stage>/gen-000/evaluate/00` (slot) · inputs {state, extractor, reference} · outputs {evaluation} ·
 * numbers {the figures and their deviations, parameters, multiplyAdds and latencyMs if asked for} · seed. Latents:
 * stream `<stage>/gen-000/evaluate/latents` for all slots, in batches of 100; recalibration latents:
 * `…/evaluate/recalibration`. The images of a searched discriminator come from its paired generator, those of a pair
 * from its own. `parameters` of a pair is the sum over both networks.
 */
export interface EvaluateParameters {
  readonly stage: string;
  readonly generation: number;
  readonly sizes: NetworkSizes;
  readonly search: SearchTarget;
  /** null when coupled. */
  readonly opponent: OpponentArchitecture | null;
  readonly pairing: Stage['pairing'];
  readonly individual: { readonly id: string; readonly slot: number; readonly genotype: Genotype };
  readonly images: number;
  readonly batchNorm: 'recalibrated' | 'shared';
  /** Absent: distance and score of an extractor of the run, over 10 parts, from the training images. */
  readonly judging?: Judging;
  /** The costs that the evaluation computes besides the parameters; absent: the stage needs none. */
  readonly costs?: CostRequests;
}

/**
 * select · place `<stage>/gen-000/select` · inputs {population, evaluation/00, …} · outputs {selection, population
 * (absent after the last generation, or when the stage ends early)} · numbers {bestFrechetDistance, bestScore,
 * bestParameters, frontSize; with early stopping hypervolume, withoutGain, and at the end stoppedEarly (1)} · seed.
 * Breeds from stream `<stage>/gen-000/breed`. `officialRepo` and `tournament` draw survivors from
 * `<stage>/gen-000/select`. With `random` nobody survives, and all individuals are drawn anew.
 */
export interface SelectParameters {
  readonly stage: string;
  readonly generation: number;
  readonly search: SearchTarget;
  readonly space: StageSpace;
  readonly last: boolean;
  readonly population: number;
  readonly objectives: Stage['objectives'];
  readonly best: Stage['best'];
  readonly selection: Stage['selection'];
  readonly breeding: Stage['breeding'];
  readonly weightResetting: boolean;
  readonly pairing: Stage['pairing'];
  readonly excluded: readonly number[];
  /** Absent: the stage runs all its generations. */
  readonly earlyStopping?: EarlyStopping;
}

/**
 * closeStage · place `<stage>/close` · inputs {selection (of the last generation), state} · outputs {winner} · numbers
 * {frontSize, parameters}.
 */
export interface CloseStageParameters {
  readonly stage: string;
  readonly search: SearchTarget;
}

/**
 * trainWinner · place `final/train/segment-00` · inputs {state, dataset} · outputs {state} · numbers and status as in
 * trainSegment · seed. Streams as in trainSegment, with `final` as the stage.
 */
export interface TrainWinnerParameters {
  readonly sizes: NetworkSizes;
  readonly generator: OpponentArchitecture;
  readonly discriminator: OpponentArchitecture;
  readonly from: number;
  readonly to: number;
  readonly training: Training;
  readonly emaDecay: number;
}

/**
 * scoreWinner · places `final/score/noise|heldOut|untrained|iter-000200` · inputs {extractor, reference}, with {state}
 * for a generator's images or {dataset} for held-out ones · outputs {score} · numbers {the figures and their
 * deviations} · seed metrics.seed. Latents: stream `final/score/latents`, the same for all. Generators use the
 * averaged weights and live running statistics (docs/reference/method.md).
 */
export interface ScoreParameters {
  readonly subject: 'noise' | 'heldOut' | 'untrained' | 'trained';
  readonly iteration: number | null;
  readonly images: number;
  readonly sizes: NetworkSizes;
  readonly generator: OpponentArchitecture | null;
  readonly size: number;
  /** As in `EvaluateParameters`. */
  readonly judging?: Judging;
}

/**
 * export · place `export` · inputs {state, dataset, extractor, winner/<stage>, score/<subject or iteration>} · numbers
 * {parameters (the generator's), discriminatorParameters} · seed · outputs {genotype (JSON), weights (safetensors by
 * published names below generator/ and discriminator/, averaged weights), samples (PNG), preview (bytes NHWC: up to
 * `previewImages` held-out real images, then as many of the winner's), manifest (JSON)}.
 */
export interface ExportParameters {
  readonly sizes: NetworkSizes;
  readonly generator: OpponentArchitecture;
  readonly discriminator: OpponentArchitecture;
  readonly name: string;
  /** Rows and columns of the sample grid. */
  readonly grid: readonly [number, number];
}
