// Measures one kind of stage: opening, eager and kept-graph iterations, evaluations.
import { meanOf } from '../domain/averages.js';
import { firstPopulation } from '../domain/search/breeding.js';
import {
  evaluateSteps,
  networkSizes,
  openStageStep,
  outputOf,
  trainStep,
  warmupStep,
  type CurrentPopulation,
  type StageContext,
} from '../domain/plan/index.js';
import { recalibrationBatches, samplingBatch } from '../domain/steps/protocol.js';
import { isGeneratorStep } from '../domain/steps/schedule.js';
import type { Probe, StepTiming } from './probe.js';
import { stagePair } from './step-networks.js';
import { iterationWork, pairWork, type PairWork } from './step-work.js';
import type { StageRates } from './types.js';

/** Iterations that show how slow the networks are, and how long the rest of the measurement may take. */
const firstIterations = 3;
const measuredSeconds = 2;
const mostIterations = 40;
/**
 * From this many iterations of one architecture in a segment on, it is kept as a graph (models/program-cache.ts: four G
 * steps).
 */
const graphIterations = 4;
/** After this time a step is cut short, and what it has reported is used. */
const longSeconds = 4;

export interface MeasuredStage {
  readonly rates: StageRates;
  readonly runtimes: { readonly train: StepTiming['identity']; readonly evaluate: StepTiming['identity'] };
  /** Seconds of a multiply-add in a training step. */
  readonly pace: { readonly eager: number; readonly graph: number };
  /** Its networks are so slow that another kind of stage is computed. */
  readonly slow: boolean;
  /** How long this many states took. */
  readonly writingSeconds: number;
  readonly writtenStates: number;
}

/**
 * Two individuals through warm-up, two segments of a generation, and evaluations. A slow network is measured alone, for
 * an iteration or two of each.
 * `extracting`: the seconds in which an image passes through the extractor.
 */
export async function measureStage(
  context: StageContext,
  probe: Probe,
  width: number,
  extracting: number,
): Promise<MeasuredStage> {
  const opened = await probe.run(openStageStep(context), 1);
  const warm = await measureWarmup(context, probe, outputOf(opened.result, 'state'));
  const population = individuals(context, warm.slow ? 1 : 2);
  const trained = await measureGeneration(context, probe, warm.state, population, warm.slow);
  const judged = warm.slow
    ? await measureSlowEvaluation(context, probe, trained.state, population, extracting)
    : await measureEvaluations(context, probe, trained.state, population);
  const { training } = context.stage;
  const works = population.individuals.map(({ genotype }) => pairWork(pairOf(context, genotype), training, width));
  const work = meanOf(works.map((each) => iterationWork(each, training.discriminatorSteps)));
  const eager = warm.timed.unitSeconds / meanOf(works.map((each) => windowWork(each, warm.timed, context)));
  const graph = trained.timed.unitSeconds / meanOf(works.map((each) => windowWork(each, trained.timed, context)));
  return {
    rates: {
      openSeconds: opened.seconds,
      warmupIterationSeconds: eager * work,
      iterationSeconds: graph * work,
      graphSeconds: trained.loading,
      ...judged.rates,
    },
    runtimes: { train: warm.timed.identity, evaluate: judged.identity },
    pace: { eager, graph },
    slow: warm.slow,
    writingSeconds: warm.timed.writingSeconds + trained.timed.writingSeconds,
    writtenStates: 2,
  };
}

/** Multiply-adds of an iteration among the timed ones: they may have fewer G steps than their share. */
function windowWork(work: PairWork, { window: { from, to } }: StepTiming, { stage }: StageContext): number {
  const { discriminatorSteps } = stage.training;
  let generatorSteps = 0;
  for (let i = from; i < to; i++) if (isGeneratorStep(i, discriminatorSteps)) generatorSteps += 1;
  return work.discriminator.multiplyAdds + (work.generator.multiplyAdds * generatorSteps) / (to - from);
}

/** For a slow network the first segment is cut short, and what follows starts from the same state. */
async function measureWarmup(
  context: StageContext,
  probe: Probe,
  state: string,
): Promise<{ timed: StepTiming; state: string; slow: boolean }> {
  const { discriminatorSteps } = context.stage.training;
  const count = roundUp(firstIterations, discriminatorSteps);
  const first = await probe.runFor(longSeconds, warmupStep(context, 0, { from: 0, to: count }, state), count);
  if (first.result === null) return { timed: first, state, slow: true };
  const begun = outputOf(first.result, 'state');
  const more = Math.min(roundUp(mostIterations, discriminatorSteps), Math.floor(measuredSeconds / first.unitSeconds));
  if (more < count) return { timed: first, state: begun, slow: true };
  const rest = await probe.run(warmupStep(context, 1, { from: count, to: count + more }, begun), more);
  return { timed: rest, state: outputOf(rest.result, 'state'), slow: false };
}

const roundUp = (count: number, unit: number): number => Math.ceil(count / unit) * unit;

function individuals({ stage, space, pipeline }: StageContext, count: number): CurrentPopulation {
  return firstPopulation(space, count, stage.id, pipeline.seed);
}

/** The pair of an individual of the stage. */
export function pairOf(
  { stage, opponent, pipeline }: StageContext,
  genotype: Parameters<typeof stagePair>[1],
): ReturnType<typeof stagePair> {
  return stagePair(
    { search: stage.search, sizes: networkSizes(pipeline), opponent: opponent && opponent.architecture },
    genotype,
  );
}

/** The first segment loads graphs, the second one finds them. A slow network is measured once, cut short. */
async function measureGeneration(
  context: StageContext,
  probe: Probe,
  state: string,
  population: CurrentPopulation,
  slow: boolean,
): Promise<{ timed: StepTiming; state: string; loading: number }> {
  const { discriminatorSteps } = context.stage.training;
  const each = graphIterations * discriminatorSteps * (slow ? 1 : 2) * population.individuals.length;
  const first = trainStep(context, 0, { from: 0, to: each }, state, population, []);
  const loads = await probe.runFor(longSeconds, first, each);
  const reached = loads.result ? outputOf(loads.result, 'state') : state;
  if (slow || loads.result === null) return { timed: loads, state: reached, loading: 0 };
  const again = { from: each, to: 2 * each };
  const steady = await probe.run(trainStep(context, 1, again, reached, population, []), each);
  const loading = Math.max(0, (loads.seconds - steady.seconds) / population.individuals.length);
  return { timed: steady, state: outputOf(steady.result, 'state'), loading };
}

type EvaluationRates = Pick<StageRates, 'evaluateSeconds' | 'evaluateImageSeconds' | 'stateSeconds'>;

/** The first one reads state, extractor and reference. */
async function measureEvaluations(
  context: StageContext,
  probe: Probe,
  state: string,
  population: CurrentPopulation,
): Promise<{ rates: EvaluationRates; identity: StepTiming['identity'] }> {
  const { images } = context.stage.evaluation;
  const [step] = evaluateSteps(context, state, population);
  const first = await probe.run(step!, images);
  // Another place makes another step, so nothing of it is found in the store.
  const second = await probe.run({ ...step!, place: `${step!.place}-again` }, images);
  return {
    rates: {
      evaluateSeconds: second.fixedSeconds,
      evaluateImageSeconds: second.unitSeconds,
      stateSeconds: Math.max(0, first.seconds - second.seconds),
    },
    identity: second.identity,
  };
}

/**
 * For a slow network, cut short. Its recalibration cannot be, so it is computed: as additional images, which do not
 * pass through the extractor.
 */
async function measureSlowEvaluation(
  context: StageContext,
  probe: Probe,
  state: string,
  population: CurrentPopulation,
  extracting: number,
): ReturnType<typeof measureEvaluations> {
  const { images, batchNorm } = context.stage.evaluation;
  const [step] = evaluateSteps(context, state, population);
  const parameters = { ...step!.parameters, batchNorm: 'shared' as const };
  const timed = await probe.runFor(longSeconds, { ...step!, parameters }, images);
  const more = batchNorm === 'recalibrated' ? recalibrationBatches * samplingBatch : 0;
  return {
    rates: {
      evaluateSeconds: more * Math.max(0, timed.unitSeconds - extracting),
      evaluateImageSeconds: timed.unitSeconds,
      stateSeconds: timed.fixedSeconds,
    },
    identity: timed.identity,
  };
}
