// Measures one kind of stage: opening, eager and kept-graph iterations, evaluations.
import { firstPopulation } from '../domain/breeding.js';
import {
  evaluateSteps,
  networkSizes,
  openStageStep,
  outputOf,
  trainStep,
  warmupStep,
  type CurrentPopulation,
  type StageContext,
} from '../domain/run-plan.js';
import type { Probe, Probed } from './probe.js';
import { stagePair } from './step-networks.js';
import { iterationWork, pairWork } from './step-work.js';
import type { StageRates } from './types.js';

/** Iterations that show how slow the networks are, and how long the measured rest may take. */
const firstIterations = 3;
const measuredSeconds = 2;
const mostIterations = 40;
/** Iterations of one architecture in a segment from which it is kept as a graph (models/program-cache.ts: four G steps). */
const graphIterations = 4;
/** Seconds an iteration from which one architecture must do. */
const slowSeconds = 0.7;

export interface MeasuredStage {
  readonly rates: StageRates;
  readonly runtimes: { readonly train: Probed['identity']; readonly evaluate: Probed['identity'] };
  /** Seconds of a multiply-add of a training step. */
  readonly pace: { readonly eager: number; readonly graph: number };
  /** Of all segments: how long their checkpoints took. */
  readonly writingSeconds: number;
  readonly writtenStates: number;
}

/** Two individuals, or one of a slow network, through warm-up, two segments of a generation, and evaluations. */
export async function measureStage(context: StageContext, probe: Probe, width: number): Promise<MeasuredStage> {
  const opened = await probe.run(openStageStep(context), 1);
  const first = await probe.run(
    warmupStep(context, 0, { from: 0, to: firstIterations }, outputOf(opened.result, 'state')),
    firstIterations,
  );
  const count = Math.min(mostIterations, Math.floor(measuredSeconds / first.unitSeconds));
  const span = { from: firstIterations, to: firstIterations + count };
  const warm =
    count < firstIterations
      ? first
      : await probe.run(warmupStep(context, 1, span, outputOf(first.result, 'state')), count);
  const population = individuals(context, warm.unitSeconds > slowSeconds ? 1 : 2);
  const { steady, loading } = await measureGeneration(
    context,
    probe,
    outputOf(warm.result, 'state'),
    population,
    warm.unitSeconds > slowSeconds,
  );
  const judged = await measureEvaluations(context, probe, outputOf(steady.result, 'state'), population);
  const works = population.individuals.map(({ genotype }) =>
    pairWork(pairOf(context, genotype), context.stage.training, width),
  );
  const work =
    works.reduce((sum, each) => sum + iterationWork(each, context.stage.training.discriminatorSteps), 0) / works.length;
  return {
    rates: {
      openSeconds: opened.seconds,
      warmupIterationSeconds: warm.unitSeconds,
      iterationSeconds: steady.unitSeconds,
      graphSeconds: loading,
      ...judged.rates,
    },
    runtimes: { train: warm.identity, evaluate: judged.identity },
    pace: { eager: warm.unitSeconds / work, graph: steady.unitSeconds / work },
    writingSeconds: ((first.result.writingMs ?? 0) + (steady.result.writingMs ?? 0)) / 1000,
    writtenStates: 2,
  };
}

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

/** The first segment loads graphs, the second one finds them. A slow network is measured once, without its first iteration. */
async function measureGeneration(
  context: StageContext,
  probe: Probe,
  state: string,
  population: CurrentPopulation,
  slow: boolean,
): Promise<{ steady: Probed; loading: number }> {
  const { discriminatorSteps } = context.stage.training;
  const each = graphIterations * discriminatorSteps * (slow ? 1 : 2) * population.individuals.length;
  const loads = await probe.run(trainStep(context, 0, { from: 0, to: each }, state, population, []), each);
  if (slow) return { steady: loads, loading: 0 };
  const again = { from: each, to: 2 * each };
  const steady = await probe.run(trainStep(context, 1, again, outputOf(loads.result, 'state'), population, []), each);
  const loading = (loads.seconds - steady.seconds) / population.individuals.length;
  return { steady, loading: Math.max(0, loading) };
}

/** The first one reads state, extractor and reference. */
async function measureEvaluations(
  context: StageContext,
  probe: Probe,
  state: string,
  population: CurrentPopulation,
): Promise<{
  rates: Pick<StageRates, 'evaluateSeconds' | 'evaluateImageSeconds' | 'stateSeconds'>;
  identity: Probed['identity'];
}> {
  const { images } = context.stage.evaluation;
  const [step] = evaluateSteps(context, state, population);
  const first = await probe.run(step!, images);
  // Another place is another step: nothing of it is found.
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
