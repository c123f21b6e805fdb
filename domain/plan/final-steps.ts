// The steps after the search: the re-initialised winning pair, its training, its scores beside noise and real images,
// the export.
import type { Digest } from '../digest.js';
import type { Pipeline } from '../pipeline.js';
import { askedJudge } from '../search/figures-of-run.js';
import { judgingBy } from '../steps/protocol.js';
import { places, scoreName } from '../steps/places.js';
import { durationIterations, scoringIterations, segments, type Span } from '../steps/schedule.js';
import type { Step } from '../steps/kinds.js';
import { makeStep } from '../steps/step.js';
import type {
  ExportParameters,
  OpenFinalParameters,
  ScoreParameters,
  TrainWinnerParameters,
} from '../steps/step-parameters.js';
import { finalPair, type FinalPair, type FinishedStage } from './architectures.js';
import { networkSizes } from './build.js';
import type { PreparedData } from './data-steps.js';

/** Rows and columns of the exported picture of samples. */
const sampleGrid = [8, 8] as const;

/**
 * Images in each row of the preview for terminals, an output of the export: real ones (fewer if fewer are held out),
 * then the winner's.
 */
export const previewImages = 8;

/** Everything that the final steps are built from; plain JSON. */
export interface FinalContext {
  readonly pipeline: Pipeline;
  /** With the extractor and the reference of the search, until the final pair's own judge is there. */
  readonly prepared: PreparedData;
  readonly pair: FinalPair;
}

/** Segments of the final training, and the iterations after which it is scored. A segment ends at each of these. */
export interface FinalSchedule {
  readonly segments: readonly Span[];
  readonly scoring: readonly number[];
}

/** The context of the final steps, once all stages have closed. */
export function finalContext(
  pipeline: Pipeline,
  prepared: PreparedData,
  finished: readonly FinishedStage[],
): FinalContext {
  return { pipeline, prepared, pair: finalPair(pipeline, finished) };
}

/** When the winner trains and when it is scored. */
export function finalSchedule({ finalTraining }: Pipeline, trainImages: number): FinalSchedule {
  const { duration, scoreEvery, training } = finalTraining;
  const batch = training.batch.discriminator;
  const total = durationIterations(duration, trainImages, batch);
  const every = scoreEvery === null ? null : durationIterations(scoreEvery, trainImages, batch);
  const scoring = scoringIterations(total, every);
  return { segments: segments({ from: 0, to: total }, training.segmentIterations, scoring), scoring };
}

/** The export keeps the run's seed: samples of several trainings are then drawn from the same latents. */
const finalSeed = ({ seed, finalTraining }: Pipeline): number => finalTraining.seed ?? seed;

/** Opens both networks with fresh weights. */
export function openFinalStep({ pipeline, pair }: FinalContext): Step<'openStage'> {
  const parameters: OpenFinalParameters = { sizes: networkSizes(pipeline), ...pair };
  return makeStep(pipeline, 'openStage', places.openFinal, {}, parameters, finalSeed(pipeline));
}

/** Segment `index` of the final training. */
export function finalSegmentStep(context: FinalContext, index: number, span: Span, state: Digest): Step<'trainWinner'> {
  const { pipeline, prepared, pair } = context;
  const { training, ema } = pipeline.finalTraining;
  const parameters: TrainWinnerParameters = {
    sizes: networkSizes(pipeline),
    ...pair,
    ...span,
    training,
    emaDecay: ema.decay,
  };
  const inputs = { state, dataset: prepared.dataset };
  return makeStep(pipeline, 'trainWinner', places.finalSegment(index), inputs, parameters, finalSeed(pipeline));
}

/** What is scored. Noise and held-out images need no state; generators do. */
export type ScoreSubject =
  | { readonly subject: 'noise' | 'heldOut' }
  | { readonly subject: 'untrained'; readonly state: Digest }
  | { readonly subject: 'trained'; readonly state: Digest; readonly iteration: number };

/**
 * Scores one set of images under the final protocol. There may be fewer held-out images than `finalTraining.images`;
 * their protocol then says so.
 */
export function scoreStep({ pipeline, prepared, pair }: FinalContext, scored: ScoreSubject): Step<'scoreWinner'> {
  const { subject } = scored;
  const iteration = subject === 'trained' ? scored.iteration : null;
  const wanted = pipeline.finalTraining.images;
  const parameters: ScoreParameters = {
    subject,
    iteration,
    images: subject === 'heldOut' ? Math.min(wanted, prepared.heldOutImages) : wanted,
    sizes: networkSizes(pipeline),
    generator: 'state' in scored ? pair.generator : null,
    size: pipeline.dataset.size,
    ...judgingBy(askedJudge(pipeline, 'final')),
  };
  const inputs: Record<string, Digest> = { extractor: prepared.extractor, reference: prepared.reference };
  if ('state' in scored) inputs['state'] = scored.state;
  if (subject === 'heldOut') inputs['dataset'] = prepared.dataset;
  return makeStep(
    pipeline,
    'scoreWinner',
    places.score(scoreName(subject, iteration)),
    inputs,
    parameters,
    pipeline.metrics.seed,
  );
}

/** The score of a trained generator, and the state that it comes from. */
export interface ScoredState {
  readonly iteration: number;
  readonly state: Digest;
  /** Its Fréchet distance; null when it diverged. */
  readonly distance: number | null;
}

/** The state to export: the one with the lowest Fréchet distance, the later of equals; the last one if all diverged. */
export function stateToExport(scored: readonly ScoredState[]): ScoredState {
  const distance = (candidate: ScoredState): number => candidate.distance ?? Infinity;
  return scored.reduce((best, next) => (distance(next) <= distance(best) ? next : best));
}

/** Exports the winner from a state. `scores`: digests by `scoreName`. */
export function exportStep(
  { pipeline, prepared, pair }: FinalContext,
  state: Digest,
  finished: readonly FinishedStage[],
  scores: Readonly<Record<string, Digest>>,
): Step<'export'> {
  const parameters: ExportParameters = {
    sizes: networkSizes(pipeline),
    ...pair,
    name: pipeline.name,
    grid: sampleGrid,
  };
  const winners = finished.map(({ winner, winnerDigest }) => [`winner/${winner.stage}`, winnerDigest]);
  const figures = Object.entries(scores).map(([name, digest]) => [`score/${name}`, digest]);
  const { dataset, extractor } = prepared;
  const inputs = { state, dataset, extractor, ...Object.fromEntries([...winners, ...figures]) };
  return makeStep(pipeline, 'export', places.export, inputs, parameters, pipeline.seed);
}
