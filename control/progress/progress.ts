// How far a run is, computed from its plan, its finished steps and the open ones. Pure, so that every display shows the
// same.
import { totalOf } from '../../domain/averages.js';
import { judgeIn } from '../../domain/judges.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { factsOf, type StepKind } from '../../domain/steps/kinds.js';
import { generationOf, phaseOf } from '../../domain/steps/parse-place.js';
import { recalibrationBatches, samplingBatch } from '../../domain/steps/protocol.js';
import { expectedSteps, type ExpectedStep } from '../../domain/plan/index.js';
import type { StepRecord } from '../../domain/steps/step.js';
import type { Progress } from '../../trainer/types.js';

/** A step that is running or waiting to run. */
export interface OpenStep {
  /** Known from its first heartbeat on. */
  readonly place: string | null;
  /** The activity's name, `trainSegment`. */
  readonly activity: string;
  readonly progress: Progress | null;
  /** Counts from 1. */
  readonly attempt: number;
  /** Why the previous attempt failed, in one line. */
  readonly lastFailure: string | null;
}

export interface RunProgress {
  /** 0 to 1, by estimated cost. */
  readonly fraction: number;
  /** `data`, a stage's id, or `final`. */
  readonly phase: string;
  /** Counts from 1; null outside generations. */
  readonly generation: { readonly now: number; readonly of: number } | null;
  readonly open: readonly OpenStep[];
  readonly imagesPerSecond: number | null;
  /** null while nothing has been measured. */
  readonly secondsLeft: number | null;
}

/** Cost in images: a training image passes forwards and backwards through two networks. */
function costOf({ kind, work, phase }: ExpectedStep, pipeline: Pipeline, trainImages: number): number {
  const training = pipeline.stages.find(({ id }) => id === phase)?.training ?? pipeline.finalTraining.training;
  const { discriminator, generator } = training.batch;
  const { extractor } = judgeIn(pipeline, phase).settings;
  const costs: Record<StepKind, number> = {
    ingest: 0.05 * trainImages,
    fitExtractor: extractor.kind === 'classifier' ? trainImages * extractor.epochs : 1,
    referenceStatistics: 0.5 * work,
    trainSegment: 4 * work * (discriminator + generator / training.discriminatorSteps),
    trainWinner: 4 * work * (discriminator + generator / training.discriminatorSteps),
    // Running statistics are recomputed first.
    evaluate: 2 * (work + recalibrationBatches * samplingBatch),
    scoreWinner: work,
    openStage: 1,
    select: 1,
    closeStage: 1,
    export: 1,
  };
  return costs[kind];
}

/** A step that is still to come, and its share of the work. */
type CostedStep = ExpectedStep & { readonly cost: number };

/** The steps of a run with their costs. Before the data set is read, its size is a guess. */
export async function planOf(pipeline: Pipeline, trainImages: number | null): Promise<CostedStep[]> {
  const images = trainImages ?? pipeline.dataset.images ?? 10_000;
  try {
    const steps = await expectedSteps(pipeline, images);
    return steps.map((step) => ({ ...step, cost: costOf(step, pipeline, images) }));
  } catch {
    // A batch larger than the data set: the run itself reports it.
    return [];
  }
}

/** How many images a run trains on, by its records; null before they are counted. */
export function trainImagesIn(finished: readonly StepRecord[]): number | null {
  return finished.find(({ step }) => step.kind === 'ingest')?.numbers.trainImages ?? null;
}

/** What of its finished steps says where a run stands. */
export interface Finished {
  readonly places: readonly string[];
  readonly trainImages: number | null;
  /** Records, those of the last selections among them. */
  readonly records: readonly StepRecord[];
}

interface Standing {
  /** Without the generations that a stage skipped. */
  readonly plan: readonly CostedStep[];
  readonly fraction: number;
  readonly current: ExpectedStep | undefined;
  /** The part of a step that is done. */
  readonly share: (step: ExpectedStep) => number;
}

/** Where a run stands by the places of its finished steps. */
export async function standingOf(
  pipeline: Pipeline,
  { places, trainImages, records }: Finished,
  open: readonly OpenStep[] = [],
): Promise<Standing> {
  const plan = withoutSkipped(await planOf(pipeline, trainImages), records);
  const done = doneShares(places, open);
  const share = (step: ExpectedStep): number => done.get(step.place) ?? 0;
  const total = totalOf(plan.map(({ cost }) => cost));
  return {
    plan,
    fraction: total === 0 ? 0 : totalOf(plan.map((step) => step.cost * share(step))) / total,
    current: currentStep(plan, open, share),
    share,
  };
}

/** Where a run stands, and when it may end. `parallel`: how many trainers evaluate in parallel. */
export async function progressOf(
  pipeline: Pipeline,
  finished: readonly StepRecord[],
  open: readonly OpenStep[],
  parallel: number,
): Promise<RunProgress> {
  const places = finished.map(({ step }) => step.place);
  const known = { places, trainImages: trainImagesIn(finished), records: finished };
  const { plan, fraction, current, share } = await standingOf(pipeline, known, open);
  return {
    fraction,
    phase: phaseNow(current),
    generation: current ? generationNow(current, pipeline) : null,
    open,
    imagesPerSecond: open.some(({ progress }) => progress?.imagesPerSecond)
      ? totalOf(open.map(({ progress }) => progress?.imagesPerSecond ?? 0))
      : null,
    secondsLeft: secondsLeft(plan, finished, share, parallel),
  };
}

export const phaseNow = (current: ExpectedStep | undefined): string => current?.phase ?? 'data';

/** Without the generations that a stage skipped because it ended early. */
function withoutSkipped<T extends ExpectedStep>(plan: readonly T[], finished: readonly StepRecord[]): T[] {
  const ends = finished
    .filter(({ numbers }) => numbers.stoppedEarly !== undefined)
    .map(({ step }) => [phaseOf(step.place), generationOf(step.place)!] as const);
  return plan.filter(({ phase, place }) =>
    ends.every(([stage, last]) => phase !== stage || (generationOf(place) ?? 0) <= last),
  );
}

/** For each place the part that is done, 0 to 1. */
function doneShares(finished: readonly string[], open: readonly OpenStep[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { place, progress } of open) {
    if (place && progress && progress.total > 0) shares.set(place, Math.min(1, progress.done / progress.total));
  }
  for (const place of finished) shares.set(place, 1);
  return shares;
}

function currentStep(
  plan: readonly ExpectedStep[],
  open: readonly OpenStep[],
  share: (step: ExpectedStep) => number,
): ExpectedStep | undefined {
  const places = new Set(open.map(({ place }) => place));
  return plan.find(({ place }) => places.has(place)) ?? plan.find((step) => share(step) < 1) ?? plan.at(-1);
}

function generationNow({ phase, place }: ExpectedStep, pipeline: Pipeline): RunProgress['generation'] {
  const stage = pipeline.stages.find(({ id }) => id === phase);
  const generation = generationOf(place);
  return stage && generation !== null ? { now: generation + 1, of: stage.generations } : null;
}

/**
 * Remaining cost at the measured speed of each kind of step. Kinds without a measurement are assumed to run at the mean
 * speed of the measured kinds that ran networks; reading and classifying images says nothing about it.
 */
function secondsLeft(
  plan: readonly CostedStep[],
  finished: readonly StepRecord[],
  share: (step: ExpectedStep) => number,
  parallel: number,
): number | null {
  const seconds = new Map(finished.map(({ step, circumstances }) => [step.place, secondsOf(circumstances)]));
  const measured = plan.filter(({ place, cost }) => cost > 1 && seconds.has(place));
  const ofNetworks = measured.filter(({ phase }) => phase !== 'data');
  if (ofNetworks.length === 0) return null;
  const speed = (steps: typeof measured): number =>
    totalOf(steps.map(({ place }) => seconds.get(place)!)) / totalOf(steps.map(({ cost }) => cost));
  const mean = speed(ofNetworks);
  const left = (kind: StepKind): number => {
    const ofKind = measured.filter((step) => step.kind === kind);
    const cost = totalOf(plan.map((step) => (step.kind === kind ? step.cost * (1 - share(step)) : 0)));
    const trainers = factsOf(kind).resources === 'evaluate' ? Math.max(1, parallel) : 1;
    return (cost * (ofKind.length > 0 ? speed(ofKind) : mean)) / trainers;
  };
  return totalOf([...new Set(plan.map(({ kind }) => kind))].map(left));
}

function secondsOf({ startedAt, finishedAt }: StepRecord['circumstances']): number {
  return Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}
