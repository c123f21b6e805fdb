// The steps of one stage: open, warm-up and training segments, evaluations, selection, close.
import type { PopulationArtifact } from '../steps/artifacts.js';
import type { Digest } from '../digest.js';
import { EaganError } from '../errors.js';
import type { Pipeline, Stage } from '../pipeline.js';
import { costRequests } from '../search/costs.js';
import { evaluationInput, places } from '../steps/places.js';
import { askedJudge } from '../search/figures-of-run.js';
import { judgingBy } from '../steps/protocol.js';
import { durationIterations, segments, type Span } from '../steps/schedule.js';
import { spaceOfStage, type StageSpace } from '../search/stage-space.js';
import type { Step } from '../steps/kinds.js';
import { makeStep } from '../steps/step.js';
import type {
  CloseStageParameters,
  EvaluateParameters,
  OpenStageParameters,
  SelectParameters,
  TrainSegmentParameters,
} from '../steps/step-parameters.js';
import { resolveOpponent, type ClosedStage, type FinishedStage, type ResolvedOpponent } from './architectures.js';
import { networkSizes } from './build.js';
import type { PreparedData } from './data-steps.js';

/** Everything that a stage's steps are built from. It is plain JSON, so that it can be a child workflow's input. */
export interface StageContext {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly space: StageSpace;
  readonly prepared: PreparedData;
  /** null when coupled. */
  readonly opponent: ResolvedOpponent | null;
  /** The stages before this one, in their order; absent in the inputs of workflows that an earlier version started. */
  readonly closed?: readonly ClosedStage[];
}

/** A population without its archive, which builders do not need and histories must not contain. */
export type CurrentPopulation = Omit<PopulationArtifact, 'archive'>;

/** A stage between two generations: the state of its networks, its population, and the population's digest. */
export interface StageProgress {
  readonly state: Digest;
  readonly population: CurrentPopulation;
  readonly populationDigest: Digest;
}

/** The context of the stage with that id; `finished` are the stages before it. */
export function stageContext(
  pipeline: Pipeline,
  id: string,
  prepared: PreparedData,
  finished: readonly FinishedStage[],
): StageContext {
  const stage = pipeline.stages.find((candidate) => candidate.id === id);
  if (stage === undefined) throw new EaganError('EAGAN_INTERNAL', `the pipeline must have a stage ${id} (got none)`);
  const space = spaceOfStage(stage, pipeline.searchSpaces);
  const closed = finished.map(({ winnerDigest, state }) => ({ winner: winnerDigest, state }));
  return { pipeline, stage, space, prepared, opponent: resolveOpponent(stage, finished), closed };
}

/** The segments of the warm-up. The generations continue its numbers of iterations. */
export function warmupSpans(stage: Stage, trainImages: number): Span[] {
  return segments({ from: 0, to: iterationsOf(stage, stage.warmup, trainImages) }, stage.training.segmentIterations);
}

/** The segments of one generation. All generations are equally long. */
export function generationSpans(stage: Stage, trainImages: number, generation: number): Span[] {
  const each = iterationsOf(stage, stage.duration, trainImages);
  const from = iterationsOf(stage, stage.warmup, trainImages) + generation * each;
  return segments({ from, to: from + each }, stage.training.segmentIterations);
}

const iterationsOf = (stage: Stage, duration: Stage['duration'], trainImages: number): number =>
  durationIterations(duration, trainImages, stage.training.batch.discriminator);

/** Opens the stage: fresh supernet, opponent (coupled: fresh supernets of both networks), first population. */
export function openStageStep({ pipeline, stage, space, opponent }: StageContext): Step<'openStage'> {
  const parameters: OpenStageParameters = {
    sizes: networkSizes(pipeline),
    search: stage.search,
    space,
    opponent: opponent && opponent.architecture,
    population: stage.population,
  };
  const inputs: Record<string, Digest> = opponent?.inheritsFrom ? { previous: opponent.inheritsFrom } : {};
  return makeStep(pipeline, 'openStage', places.openStage(stage.id), inputs, parameters, pipeline.seed);
}

/** Segment `index` of the warm-up, which trains random architectures. */
export function warmupStep(context: StageContext, index: number, span: Span, state: Digest): Step<'trainSegment'> {
  const drawing = { space: context.space, population: null, excluded: [], opponentsFrom: null };
  return segmentStep(context, places.segment(context.stage.id, null, index), state, { ...drawing, ...span });
}

/**
 * Segment `index` of a generation. The first one of a one-to-one generation gives each slot its opponent. `excluded`:
 * see `excludedSlots`.
 */
export function trainStep(
  context: StageContext,
  index: number,
  span: Span,
  state: Digest,
  population: CurrentPopulation,
  excluded: readonly number[],
): Step<'trainSegment'> {
  const hasPairs = context.stage.pairing === 'oneToOne';
  const place = places.segment(context.stage.id, population.generation, index);
  return segmentStep(context, place, state, {
    space: null,
    population: population.individuals.map(({ genotype }) => genotype),
    excluded,
    opponentsFrom: hasPairs && index === 0 ? population.opponentsFrom : null,
    ...span,
  });
}

type Drawing = Pick<TrainSegmentParameters, 'space' | 'population' | 'excluded' | 'opponentsFrom' | 'from' | 'to'>;

function segmentStep(context: StageContext, place: string, state: Digest, drawing: Drawing): Step<'trainSegment'> {
  const { pipeline, stage, prepared, opponent } = context;
  const parameters: TrainSegmentParameters = {
    stage: stage.id,
    sizes: networkSizes(pipeline),
    search: stage.search,
    opponent: opponent && opponent.architecture,
    pairing: stage.pairing,
    training: stage.training,
    ...drawing,
  };
  return makeStep(pipeline, 'trainSegment', place, { state, dataset: prepared.dataset }, parameters, pipeline.seed);
}

/** Non-finite steps by slot, summed over the segments of a generation. */
export function nonFiniteSteps(segmentNumbers: readonly Readonly<Record<string, number>>[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [name, count] of segmentNumbers.flatMap((numbers) => Object.entries(numbers))) {
    const slot = /^nonFinite\/(\d+)$/.exec(name)?.[1];
    if (slot !== undefined) counts.set(Number(slot), (counts.get(Number(slot)) ?? 0) + count);
  }
  return counts;
}

/**
 * Slots that are no longer sampled: their non-finite steps, summed over the generation's segments so far, reached the
 * limit.
 */
export function excludedSlots(segmentNumbers: readonly Readonly<Record<string, number>>[], limit: number): number[] {
  return [...nonFiniteSteps(segmentNumbers)]
    .filter(([, count]) => count >= limit)
    .map(([slot]) => slot)
    .sort((a, b) => a - b);
}

/** Evaluates every individual of a generation on the state after its last segment, by slot. */
export function evaluateSteps(context: StageContext, state: Digest, population: CurrentPopulation): Step<'evaluate'>[] {
  return population.individuals.map((_, slot) => evaluateStep(context, state, population, slot));
}

/** Evaluates the individual in that slot. */
export function evaluateStep(
  { pipeline, stage, prepared, opponent }: StageContext,
  state: Digest,
  population: CurrentPopulation,
  slot: number,
): Step<'evaluate'> {
  const costs = costRequests(stage, pipeline);
  const { id, genotype } = population.individuals[slot]!;
  const parameters: EvaluateParameters = {
    stage: stage.id,
    generation: population.generation,
    sizes: networkSizes(pipeline),
    search: stage.search,
    opponent: opponent && opponent.architecture,
    pairing: stage.pairing,
    individual: { id, slot, genotype },
    images: stage.evaluation.images,
    batchNorm: stage.evaluation.batchNorm,
    ...judgingBy(askedJudge(pipeline, 'search')),
    ...(costs ? { costs } : {}),
  };
  const inputs = { state, extractor: prepared.extractor, reference: prepared.reference };
  const place = places.evaluate(stage.id, population.generation, slot);
  return makeStep(pipeline, 'evaluate', place, inputs, parameters, pipeline.seed);
}

/** Selects and breeds. `evaluations`: digests by slot. */
export function selectStep(
  { pipeline, stage, space }: StageContext,
  generation: number,
  population: Digest,
  evaluations: readonly Digest[],
  excluded: readonly number[],
): Step<'select'> {
  const parameters: SelectParameters = {
    stage: stage.id,
    generation,
    search: stage.search,
    space,
    last: generation === stage.generations - 1,
    population: stage.population,
    objectives: stage.objectives,
    best: stage.best,
    selection: stage.selection,
    breeding: stage.breeding,
    weightResetting: stage.weightResetting,
    pairing: stage.pairing,
    excluded,
    ...(stage.earlyStopping ? { earlyStopping: stage.earlyStopping } : {}),
  };
  const judged = evaluations.map((digest, slot) => [evaluationInput(slot), digest]);
  const inputs = { population, ...Object.fromEntries(judged) };
  return makeStep(pipeline, 'select', places.select(stage.id, generation), inputs, parameters, pipeline.seed);
}

/** Closes the stage with the selection of its last generation. */
export function closeStageStep(
  { pipeline, stage }: StageContext,
  selection: Digest,
  state: Digest,
): Step<'closeStage'> {
  const parameters: CloseStageParameters = { stage: stage.id, search: stage.search };
  return makeStep(pipeline, 'closeStage', places.closeStage(stage.id), { selection, state }, parameters);
}
