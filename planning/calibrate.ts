// Measures this machine at a pipeline's sizes: the run's own steps, on few images and for few iterations, within about
// a minute.
import { digestJson } from '../domain/digest.js';
import { finalJudgeOf, judgesOf, type JudgeSettings } from '../domain/judges.js';
import { omit } from '../domain/omit.js';
import type { Opponent, Pipeline, Stage } from '../domain/pipeline.js';
import {
  extractorStep,
  finalContext,
  finalSegmentStep,
  ingestStep,
  networkSizes,
  openFinalStep,
  outputOf,
  preparedFrom,
  referenceStep,
  scoreStep,
  stageContext,
  withOwnJudge,
  type PreparedData,
} from '../domain/plan/index.js';
import { otherNetwork } from '../domain/plan/architectures.js';
import { calibrationSizes, stageKind } from './calibration.js';
import { networkPacks } from './checkpoint-size.js';
import { extractorCosts } from './judging/extractor-costs.js';
import { measureStage, pairOf, type MeasuredStage } from './measure-stage.js';
import { openProbe, type Probe } from './probe.js';
import { stageSpecs, winnerPair } from './step-networks.js';
import { iterationWork, pairWork } from './step-work.js';
import type { Calibration, Rates, StageRates } from './types.js';
import { randomStageGenotype } from '../domain/search/stage-space.js';
import type { Step } from '../domain/steps/kinds.js';
import { stream } from '../domain/stream.js';
import type { TaskResult } from '../trainer/types.js';

/** After this time no other kind of stage begins: it is computed from the measured ones. */
const enoughSeconds = 35;

/**
 * Measures; `tell` gets what is being done. Throws what trainers throw, and `Interrupted` if `signal` aborts; leaves
 * nothing behind.
 */
export async function calibrate(
  pipeline: Pipeline,
  tell: (what: string) => void,
  signal: AbortSignal,
): Promise<Calibration> {
  const small = shrunk(pipeline);
  const probe = await openProbe(small, signal);
  try {
    tell('data, extractor and reference');
    const { prepared, data } = await measureData(small, probe);
    const measured = await measureStages(small, prepared, probe, data.referenceImageSeconds, tell);
    tell('final training');
    const final = await measureFinal(small, prepared, probe, [...measured.values()]);
    const computed: string[] = [...final.computed];
    const stages: Record<string, StageRates> = {};
    for (const stage of small.stages) {
      const kind = stageKind(stage);
      stages[kind] = measured.get(kind)?.rates ?? computeStage(small, stage, prepared, [...measured.values()][0]!);
      if (!measured.has(kind) && !computed.includes(kind)) computed.push(kind);
    }
    const rates: Rates = { ...data, writeBytesPerSecond: writeSpeed(small, measured), stages, final: final.rates };
    const train = final.identity;
    const evaluate = [...measured.values()][0]?.runtimes.evaluate ?? final.judge;
    return {
      schemaVersion: 1,
      sizes: calibrationSizes(pipeline),
      runtimes: { train: digestJson(train), evaluate: digestJson(evaluate) },
      measuredAt: new Date().toISOString(),
      tookSeconds: probe.elapsedSeconds(),
      rates,
      computed,
    };
  } finally {
    await probe.close();
  }
}

/**
 * The same networks, batches and threads on few generated images, so that no folder is needed. An extractor that
 * learned nothing is good enough.
 */
function shrunk(pipeline: Pipeline): Pipeline {
  const batches = [...pipeline.stages, pipeline.finalTraining].map(({ training }) => training.batch.discriminator);
  const fixed = (genotype: string): Opponent => ({ from: 'builtin', genotype });
  const networks = { generator: fixed('eagan-g'), discriminator: fixed('eagan-d-cifar10') };
  const [search, final] = [judgesOf(pipeline)[0]!, finalJudgeOf(pipeline)].map(
    ({ settings }) => extractorCosts[settings.extractor.kind],
  );
  const real = Math.min(search!.calibratedReal, final!.calibratedReal);
  return {
    ...pipeline,
    dataset: { kind: 'shapes', images: Math.max(real, ...batches), size: pipeline.dataset.size },
    metrics: quickly(pipeline.metrics),
    stages: pipeline.stages.map((stage) => ({
      ...stage,
      evaluation: { ...stage.evaluation, images: search!.calibratedImages },
      opponent: stage.opponent?.from === 'stage' ? networks[otherNetwork(stage.search)] : stage.opponent,
    })),
    finalTraining: { ...pipeline.finalTraining, ...quickFinal(pipeline), images: final!.calibratedImages, networks },
  };
}

type DataRates = Pick<
  Rates,
  'ingestImageSeconds' | 'fitSeconds' | 'fitImageSeconds' | 'referenceSeconds' | 'referenceImageSeconds'
>;

async function measureData(small: Pipeline, probe: Probe): Promise<{ prepared: PreparedData; data: DataRates }> {
  const images = small.dataset.images!;
  const ingest = await probe.run(ingestStep(small, { contents: null, decoder: null }), images);
  const dataset = outputOf(ingest.result, 'dataset');
  const fitted = await probe.run(extractorStep(small, dataset), Math.round(images * 1.25));
  const learns = small.metrics.extractor.kind === 'classifier';
  const extractor = outputOf(fitted.result, 'extractor');
  const reference = await probe.run(referenceStep(small, { dataset, extractor }), images);
  return {
    prepared: preparedFrom(ingest.result, fitted.result, reference.result),
    data: {
      ingestImageSeconds: ingest.seconds / (images * 1.25),
      // A pretrained network is only stored.
      fitSeconds: learns ? fitted.fixedSeconds : fitted.seconds,
      fitImageSeconds: learns ? fitted.unitSeconds : 0,
      referenceSeconds: reference.fixedSeconds,
      referenceImageSeconds: reference.unitSeconds,
    },
  };
}

async function measureStages(
  small: Pipeline,
  prepared: PreparedData,
  probe: Probe,
  extracting: number,
  tell: (what: string) => void,
): Promise<Map<string, MeasuredStage>> {
  const measured = new Map<string, MeasuredStage>();
  for (const stage of small.stages) {
    const kind = stageKind(stage);
    const isLate = probe.elapsedSeconds() > enoughSeconds || [...measured.values()].some(({ slow }) => slow);
    if (measured.has(kind) || (measured.size > 0 && isLate)) continue;
    tell(kind);
    const context = stageContext(small, stage.id, prepared, []);
    measured.set(kind, await measureStage(context, probe, small.dataset.size, extracting));
  }
  return measured;
}

/** A kind of stage that there was no time for: its multiply-adds at the pace of the measured one. */
function computeStage(
  small: Pipeline,
  stage: Stage,
  prepared: PreparedData,
  { rates, pace }: MeasuredStage,
): StageRates {
  const context = stageContext(small, stage.id, prepared, []);
  const genotype = randomStageGenotype(context.space, stream(small.seed, 'plan/calibrate'));
  const work = iterationWork(
    pairWork(pairOf(context, genotype), stage.training, small.dataset.size),
    stage.training.discriminatorSteps,
  );
  return { ...rates, warmupIterationSeconds: work * pace.eager, iterationSeconds: work * pace.graph };
}

interface MeasuredFinal {
  readonly rates: Rates['final'];
  readonly identity: MeasuredStage['runtimes']['train'];
  readonly judge: MeasuredStage['runtimes']['train'];
  readonly computed: readonly string[];
}

/**
 * If steps of the search take long, those of the final pair are computed, and its scoring is assumed to run like the
 * search's evaluations.
 */
async function measureFinal(
  small: Pipeline,
  prepared: PreparedData,
  probe: Probe,
  measured: readonly MeasuredStage[],
): Promise<MeasuredFinal> {
  const images = small.dataset.images!;
  const judge = async (step: Step): Promise<TaskResult> => (await probe.run(step, images)).result;
  const context = await withOwnJudge(finalContext(small, prepared, []), judge);
  const { training } = small.finalTraining;
  const slow = measured.find((each) => each.slow);
  const opened = await probe.run(openFinalStep(context), 1);
  const state = outputOf(opened.result, 'state');
  const count = 12 * training.discriminatorSteps;
  const trained = slow ? null : await probe.run(finalSegmentStep(context, 0, { from: 0, to: count }, state), count);
  const scored = slow
    ? null
    : await probe.run(scoreStep(context, { subject: 'untrained', state }), small.finalTraining.images);
  const work = iterationWork(
    pairWork(winnerPair({ sizes: networkSizes(small), ...context.pair }), training, small.dataset.size),
    training.discriminatorSteps,
  );
  return {
    rates: {
      openSeconds: opened.seconds,
      iterationSeconds: trained?.unitSeconds ?? work * slow!.pace.graph,
      graphSeconds: trained?.fixedSeconds ?? 0,
      evaluateSeconds: scored?.fixedSeconds ?? slow!.rates.evaluateSeconds,
      evaluateImageSeconds: scored?.unitSeconds ?? slow!.rates.evaluateImageSeconds,
    },
    identity: opened.identity,
    judge: scored?.identity ?? slow!.runtimes.evaluate,
    computed: slow ? ['final training', 'its scores', 'recalibration of evaluated generators'] : [],
  };
}

/** Bytes of checkpoints a second, from the device into the store. */
function writeSpeed(small: Pipeline, measured: ReadonlyMap<string, MeasuredStage>): number {
  let [bytes, seconds] = [0, 0];
  for (const stage of small.stages) {
    const found = measured.get(stageKind(stage));
    if (!found) continue;
    const opponent = stage.opponent === null ? null : ({ form: 'simple' } as const);
    const { searched } = stageSpecs({ search: stage.search, sizes: networkSizes(small), opponent });
    bytes += found.writtenStates * networkPacks('searched', searched, null).reduce((sum, pack) => sum + pack.bytes, 0);
    seconds += found.writingSeconds;
  }
  return seconds > 0 ? bytes / seconds : 100e6;
}

/** A judge of generated images, so statistics of a file do not fit them. */
function quickly<J extends JudgeSettings>(judge: J): Omit<J, 'reference'> {
  const { extractor } = judge;
  const quick = extractor.kind === 'classifier' ? { ...extractor, epochs: 1, minimumAccuracy: 0 } : extractor;
  return { ...omit(judge, 'reference'), extractor: quick };
}

const quickFinal = ({ finalTraining: { metrics } }: Pipeline): Pick<Pipeline['finalTraining'], 'metrics'> =>
  metrics ? { metrics: quickly(metrics) } : {};
