// What each step kind takes: its inputs by name, its parameters, its outputs, its numbers. Builders make steps of
// these; tasks read them.
import type { IngestedDataset } from '../dataset.js';
import type { EarlyStopping, Genotype, Pipeline, Searched, Stage, Training } from '../pipeline.js';
import type { CostRequests } from '../search/costs.js';
import type { StageSpace } from '../search/stage-space.js';

/**
 * ingest · place `dataset` · inputs {} · outputs {dataset} · numbers {trainImages, heldOutImages, skipped} · seed
 * metrics.seed. `contents`: digest over the folder's file names and bytes, taken at the door; the path itself is a
 * circumstance.
 */
export interface IngestParameters {
  readonly dataset: IngestedDataset;
  readonly contents: string | null;
  /** Decoder's versions (sharp, libvips), null for generated images. */
  readonly decoder: string | null;
}

/**
 * fitExtractor · place `extractor` · inputs {dataset} · outputs {extractor} · numbers {heldOutAccuracy} · seed
 * metrics.seed.
 */
export interface FitExtractorParameters {
  readonly extractor: Pipeline['metrics']['extractor'];
}

/** referenceStatistics · place `reference` · inputs {dataset, extractor} · outputs {reference} · numbers {images}. */
export type ReferenceParameters = Record<never, never>;

/** Sizes of both networks: bottomWidth is image size / 8. */
export interface NetworkSizes {
  readonly generator: { readonly channels: number; readonly latent: number; readonly bottomWidth: number };
  readonly discriminator: { readonly channels: number };
}

/**
 * Which architecture stands against the searched one, as the stage's opponent: a genotype, or the simple discriminator.
 */
export type OpponentArchitecture =
  { readonly form: 'standalone'; readonly genotype: Genotype } | { readonly form: 'simple' };

/**
 * openStage · place `<stage>/open` · inputs {} or {previous: the last state of the stage whose supernet the opponent
 * inherits from} · outputs {state, population} · seed. Fresh weights of the searched supernet from stream
 * `<stage>/open/searched`; the first population from `<stage>/open/population` (domain's `firstPopulation`). Without
 * `previous` the opponent is fresh, from `<stage>/open/opponent`. With `previous` it is cut out of `previous`'s
 * searched supernet at `opponent.genotype` (weights, running statistics; moments and step counts 0): so for a generator
 * found by an earlier stage. A discriminator found by an earlier stage is an architecture only: no `previous`, fresh
 * weights (GD3). Coupled (`search: both`): the generator's supernet is the searched one, the discriminator's stands in
 * the opponent's place and stream; no `previous`.
 */
export interface OpenStageParameters {
  readonly sizes: NetworkSizes;
  readonly search: Searched;
  readonly space: StageSpace;
  /** null: coupled. */
  readonly opponent: OpponentArchitecture | null;
  readonly population: number;
}
/**
 * openStage for the final pair · place `final/open` · outputs {state}: both networks fresh, the average equals the
 * initial weights.
 */
export interface OpenFinalParameters {
  readonly sizes: NetworkSizes;
  readonly generator: OpponentArchitecture;
  readonly discriminator: OpponentArchitecture;
}

/**
 * trainSegment · place `<stage>/warmup/segment-00` or `<stage>/gen-000/train/segment-00` · inputs {state, dataset} ·
 * outputs {state} · numbers {discriminatorLoss, generatorLoss (means over finite steps; absent without one),
 * nonFiniteSteps and nonFinite/<slot> when > 0} · seed · status diverged when not one step was finite. Streams, all by
 * iteration or epoch of the stage, never by attempt: `<stage>/epoch-0000/order`, `<stage>/step/1234/individual`,
 * `<stage>/step/1234/latents/d|g`.
 */
export interface TrainSegmentParameters {
  readonly stage: string;
  readonly sizes: NetworkSizes;
  readonly search: Searched;
  /** null: coupled. */
  readonly opponent: OpponentArchitecture | null;
  readonly pairing: Stage['pairing'];
  /** Warm-up: where fresh random architectures come from; null: the population is trained. */
  readonly space: StageSpace | null;
  /** Genotypes by slot; null: warm-up, a fresh random architecture each time. */
  readonly population: readonly Genotype[] | null;
  /** Slots that diverged beyond the limit and are no longer sampled. */
  readonly excluded: readonly number[];
  /**
   * For each slot the opponent of `state` it starts from (first segment of a one-to-one generation); null: as they are.
   */
  readonly opponentsFrom: readonly number[] | null;
  /** Iterations of the stage: [from, to). */
  readonly from: number;
  readonly to: number;
  readonly training: Training;
}

/**
 * evaluate · place `<stage>/gen-000/evaluate/00` (slot) · inputs {state, extractor, reference} · outputs {evaluation} ·
 * numbers {frechetDistance, classifierScore, parameters, multiplyAdds and latencyMs if asked for} · seed. Latents:
 * stream `<stage>/gen-000/evaluate/latents` for all slots, batches of 100; recalibration latents
 * `…/evaluate/recalibration`. For a searched discriminator images come from its paired generator, for a pair from its
 * own; `parameters` is the sum over a pair.
 */
export interface EvaluateParameters {
  readonly stage: string;
  readonly generation: number;
  readonly sizes: NetworkSizes;
  readonly search: Searched;
  /** null: coupled. */
  readonly opponent: OpponentArchitecture | null;
  readonly pairing: Stage['pairing'];
  readonly individual: { readonly id: string; readonly slot: number; readonly genotype: Genotype };
  readonly images: number;
  readonly batchNorm: 'recalibrated' | 'shared';
  /** What else is told of the individual; absent: the stage's objectives ask for none of it. */
  readonly costs?: CostRequests;
}

/**
 * select · place `<stage>/gen-000/select` · inputs {population, evaluation/00, …} · outputs {selection, population
 * (absent after the last generation, or the one at which the stage ends early)} · numbers {bestFrechetDistance,
 * bestScore, bestParameters, frontSize; with early stopping hypervolume, withoutGain, stoppedEarly (1) at the end} ·
 * seed. Breeds from stream `<stage>/gen-000/breed`; `officialRepo` and `tournament` draw survivors from
 * `<stage>/gen-000/select`; by `random` nobody survives and all are drawn afresh.
 */
export interface SelectParameters {
  readonly stage: string;
  readonly generation: number;
  readonly search: Searched;
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
  /** Absent: the stage has all its generations. */
  readonly earlyStopping?: EarlyStopping;
}

/**
 * closeStage · place `<stage>/close` · inputs {selection (of the last generation), state} · outputs {winner} · numbers
 * {frontSize, parameters}.
 */
export interface CloseStageParameters {
  readonly stage: string;
  readonly search: Searched;
}

/**
 * trainWinner · place `final/train/segment-00` · inputs {state, dataset} · outputs {state} · numbers and status as in
 * trainSegment · seed. Streams as in trainSegment with `final`.
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
 * scoreWinner · places `final/score/noise|heldOut|untrained|iter-000200` · inputs {extractor, reference} with {state}
 * for a generator's images or {dataset} for held-out ones · outputs {score} · numbers {frechetDistance,
 * classifierScore} · seed. Latents: stream `final/score/latents`, the same for all. Generators use the averaged weights
 * and live running statistics (reference: algorithm). Seed: metrics.seed.
 */
export interface ScoreParameters {
  readonly subject: 'noise' | 'heldOut' | 'untrained' | 'trained';
  readonly iteration: number | null;
  readonly images: number;
  readonly sizes: NetworkSizes;
  readonly generator: OpponentArchitecture | null;
  readonly size: number;
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
