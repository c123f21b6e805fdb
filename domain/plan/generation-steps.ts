// The steps of a generation, built from a stage's context or ordered by names and digests. Workflows order them, so
// that their histories contain no pipeline. The activity that performs an order builds the step.
import type { Digest } from '../digest.js';
import type { Step } from '../steps/kinds.js';
import { places } from '../steps/places.js';
import type { Span } from '../steps/schedule.js';
import type { ClosedStage } from './architectures.js';
import type { PreparedData } from './data-steps.js';
import {
  evaluateStep,
  generationSpans,
  selectStep,
  trainStep,
  type CurrentPopulation,
  type StageContext,
  type StageProgress,
} from './stage-steps.js';

/** What a generation does, and how often. `Work`: a step, or an order for one. */
export interface GenerationSteps<Work> {
  /** The networks before the first segment. */
  readonly state: Digest;
  readonly segments: number;
  readonly individuals: number;
  readonly divergenceLimit: number;
  train(index: number, state: Digest, excluded: readonly number[]): Work;
  evaluate(slot: number, state: Digest): Work;
  /** `evaluations`: digests by slot. */
  select(evaluations: readonly Digest[], excluded: readonly number[]): Work;
}

/** A generation's place in its run, and everything that its steps are built from, by digests. */
interface GenerationRef {
  readonly stage: string;
  readonly generation: number;
  readonly population: Digest;
  readonly prepared: PreparedData;
  /** The stages before this one, in their order. */
  readonly closed: readonly ClosedStage[];
}

/** Everything that a generation's workflow needs to order its steps. */
export interface GenerationOrder extends GenerationRef {
  readonly state: Digest;
  readonly segments: number;
  readonly individuals: number;
  readonly divergenceLimit: number;
}

type TrainOrder = { readonly kind: 'trainSegment'; readonly index: number; readonly state: Digest };
type EvaluateOrder = { readonly kind: 'evaluate'; readonly slot: number; readonly state: Digest };
type SelectOrder = { readonly kind: 'select'; readonly evaluations: readonly Digest[] };
type Excluding = { readonly excluded: readonly number[] };

/** An order for a step of a generation. */
export type StepOrder = GenerationRef & ((TrainOrder & Excluding) | EvaluateOrder | (SelectOrder & Excluding));

/** The steps of a generation themselves. */
export function generationSteps(context: StageContext, at: StageProgress): GenerationSteps<Step> {
  const { population, populationDigest, state } = at;
  return {
    ...{ state, ...countsOf(context, population) },
    train: (index, from, excluded) =>
      trainStep(context, index, spansOf(context, population)[index]!, from, population, excluded),
    evaluate: (slot, trained) => evaluateStep(context, trained, population, slot),
    select: (evaluations, excluded) =>
      selectStep(context, population.generation, populationDigest, evaluations, excluded),
  };
}

/**
 * The order for the next generation of a stage; null: the context comes from a version without orders and names no
 * closed stages.
 */
export function generationOrder(context: StageContext, at: StageProgress): GenerationOrder | null {
  const { stage, prepared, closed } = context;
  const { population, populationDigest, state } = at;
  if (!closed) return null;
  const ref = { stage: stage.id, generation: population.generation, population: populationDigest, prepared, closed };
  return { ...ref, state, ...countsOf(context, population) };
}

/** Orders for the steps of a generation. */
export function generationOrders(order: GenerationOrder): GenerationSteps<StepOrder> {
  const { state, segments, individuals, divergenceLimit, ...ref } = order;
  return {
    ...{ state, segments, individuals, divergenceLimit },
    train: (index, from, excluded) => ({ ...ref, kind: 'trainSegment', index, state: from, excluded }),
    evaluate: (slot, trained) => ({ ...ref, kind: 'evaluate', slot, state: trained }),
    select: (evaluations, excluded) => ({ ...ref, kind: 'select', evaluations, excluded }),
  };
}

/** Builds the ordered step. `population`: the one that the order names by digest. */
export function orderedStep(order: StepOrder, context: StageContext, population: CurrentPopulation): Step {
  const before = order.kind === 'select' ? '' : order.state; // a select step has no state
  const steps = generationSteps(context, { state: before, population, populationDigest: order.population });
  switch (order.kind) {
    case 'trainSegment':
      return steps.train(order.index, order.state, order.excluded);
    case 'evaluate':
      return steps.evaluate(order.slot, order.state);
    case 'select':
      return steps.select(order.evaluations, order.excluded);
  }
}

/** The place of the ordered step. */
export function placeOfOrder(order: StepOrder): string {
  const { stage, generation } = order;
  if (order.kind === 'trainSegment') return places.segment(stage, generation, order.index);
  if (order.kind === 'evaluate') return places.evaluate(stage, generation, order.slot);
  return places.select(stage, generation);
}

function countsOf(
  context: StageContext,
  population: CurrentPopulation,
): Pick<GenerationOrder, 'segments' | 'individuals' | 'divergenceLimit'> {
  const { divergenceLimit } = context.stage.training;
  return {
    segments: spansOf(context, population).length,
    individuals: population.individuals.length,
    divergenceLimit,
  };
}

const spansOf = ({ stage, prepared }: StageContext, { generation }: CurrentPopulation): Span[] =>
  generationSpans(stage, prepared.trainImages, generation);
