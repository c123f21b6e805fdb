// A pool whose tasks are hashes instead of networks: for tests of when steps run rather than what they compute.
import type {
  DatasetArtifact,
  DatasetSplit,
  EvaluationArtifact,
  ReferenceArtifact,
} from '../../domain/steps/artifacts.js';
import { firstPopulation } from '../../domain/search/breeding.js';
import { digestJson, type Digest } from '../../domain/digest.js';
import { imageRow, type Deviations } from '../../domain/search/figures.js';
import type { JudgingStep } from '../../domain/steps/kind-versions.js';
import { putJson, type Objects } from '../../domain/steps/objects.js';
import { deviatingFigures } from '../../domain/steps/protocol.js';
import { phaseOf } from '../../domain/steps/parse-place.js';
import type { Step, StepResult } from '../../domain/steps/step.js';
import type { Store, TensorData } from '../../store/types.js';
import { Interruption } from '../../trainer/interrupted.js';
import { eventually } from './processes.js';
import type {
  PoolRunOptions,
  RuntimeIdentity,
  TaskCircumstances,
  TrainerPool,
  TrainerTask,
} from '../../trainer/types.js';

/** The identity of the runtime of hashes. */
export const calculatedIdentity: RuntimeIdentity = {
  tensorflow: 'none',
  device: 'cpu',
  hardware: 'hashes',
  oneDnn: false,
  javascript: 'V8 0',
  numericsVersion: 1,
  threads: 1,
};

export interface CalculatedTrainer extends Pick<TrainerPool, 'run' | 'identity'> {
  /** Places of the tasks that were asked for, in order. */
  readonly asked: string[];
}

export interface AskedTask {
  readonly task: TrainerTask;
  readonly options: PoolRunOptions;
}

/**
 * `before` is called before each task and may throw or wait. It gets the place, how often it was asked for, and the
 * task.
 */
export function calculatedTrainer(
  store: Store,
  before: (place: string, time: number, signal: AbortSignal, asked: AskedTask) => void | Promise<void> = () =>
    undefined,
): CalculatedTrainer {
  const asked: string[] = [];
  return {
    asked,
    identity: (threads) => Promise.resolve({ ...calculatedIdentity, threads }),
    run: async (task, options) => {
      const { step, circumstances } = task;
      const { signal, threads, onProgress } = options;
      asked.push(step.place);
      const time = asked.filter((place) => place === step.place).length;
      const beat = setInterval(() => onProgress({ done: 0, total: 1, unit: 'iterations' }), 200);
      try {
        await before(step.place, time, signal, { task, options });
      } finally {
        clearInterval(beat);
      }
      return { result: await calculate(step, store, circumstances), identity: { ...calculatedIdentity, threads } };
    },
  };
}

/** Waits until the trainer is asked for the step at a place. */
export const untilAsked = ({ asked }: CalculatedTrainer, place: string): Promise<void> =>
  eventually(`${place} is asked for`, () => asked.includes(place));

/** Holds the first task at a place until it is interrupted; for `calculatedTrainer`. */
export const heldAt =
  (place: string) =>
  (asked: string, time: number, signal: AbortSignal): Promise<never> | undefined =>
    asked === place && time === 1 ? untilInterrupted(signal) : undefined;

/** Waits until the task is interrupted, as by a pause, a cancellation or a shutdown. */
export const untilInterrupted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(new Interruption());
    signal.addEventListener('abort', () => reject(new Interruption()));
  });

/**
 * Makes a result of the form of the step's kind from hashes of the step. Like a trainer it reads the inputs, and all
 * parts of a checkpoint.
 */
export async function calculate(
  step: Step,
  { objects, checkpoints }: Store,
  { unjudged }: Pick<TaskCircumstances, 'unjudged'> = {},
): Promise<StepResult> {
  for (const [name, input] of Object.entries(step.inputs))
    await (name === 'state' ? checkpoints.read(input) : objects.get(input));
  const hash = digestJson(step);
  const put = (name: string): Promise<Digest> => putJson(objects, { name, hash });
  const ok = (outputs: Record<string, string>, numbers: Record<string, number> = {}): StepResult => ({
    outputs,
    numbers,
    status: 'ok',
  });
  // A pack that changes from state to state, and a pack that all states share.
  const state = (): Promise<Digest> =>
    checkpoints.write({ kind: 'stage' }, new Map([numbersOf('searched', hash), numbersOf('opponents/00', '00')]));
  switch (step.kind) {
    case 'ingest':
      return ok({ dataset: await dataset(objects, hash) }, { trainImages: 500, heldOutImages: 100, skipped: 0 });
    case 'fitExtractor':
      return ok({ extractor: await checkpoints.write(null, new Map([numbersOf('', hash)])) }, { heldOutAccuracy: 1 });
    case 'referenceStatistics':
      return ok({ reference: await reference(objects, put) });
    case 'openStage':
      return ok({ state: await state(), ...(await populationOf(step, objects)) });
    case 'evaluate':
      return evaluate(step, hash, objects, unjudged ? 'failed' : 'ok');
    case 'scoreWinner': {
      const score = await putJson(objects, { kind: 'score', hash, protocol: await putJson(objects, 'protocol') });
      return ok({ score }, { frechetDistance: unit(hash), classifierScore: 1, ...deviationOf(step, hash) });
    }
    case 'export':
      return ok({ manifest: await put('manifest') });
    default:
      return ok({ state: await state() });
  }
}

function numbersOf(network: string, hash: string): [string, TensorData] {
  const data = Int32Array.from(hash.match(/../g)!, (pair) => parseInt(pair, 16));
  return [`${network}/weights/w`, { shape: [data.length], data }];
}

async function dataset(objects: Objects, hash: string): Promise<Digest> {
  const split = async (images: number, name: string): Promise<DatasetSplit> => ({
    images,
    blocks: [await putJson(objects, { hash, name })],
    imagesPerBlock: images,
    labels: await putJson(objects, { hash, name, labels: true }),
  });
  const [train, heldOut] = [await split(500, 'train'), await split(100, 'heldOut')];
  const artifact: DatasetArtifact = {
    schemaVersion: 1,
    kind: 'dataset',
    size: 32,
    classes: [],
    train,
    heldOut,
    skipped: [],
  };
  return putJson(objects, artifact);
}

async function reference(objects: Objects, put: (name: string) => Promise<Digest>): Promise<Digest> {
  const [statistics, root] = [await put('statistics'), await put('root')];
  const artifact: ReferenceArtifact = {
    schemaVersion: 1,
    kind: 'reference',
    images: 500,
    features: 1,
    statistics,
    root,
  };
  return putJson(objects, artifact);
}

async function populationOf(step: Step<'openStage'>, objects: Objects): Promise<Record<string, string>> {
  if (!('space' in step.parameters)) return {};
  const { space, population } = step.parameters;
  const stage = phaseOf(step.place);
  return { population: await putJson(objects, firstPopulation(space, population, stage, step.seed!)) };
}

async function evaluate(
  step: Step<'evaluate'>,
  hash: string,
  objects: Objects,
  status: 'ok' | 'failed',
): Promise<StepResult> {
  const { individual } = step.parameters;
  const score = 1 + unit(digestJson(hash));
  const figures = { frechetDistance: unit(hash), classifierScore: score, ...deviationOf(step, hash) };
  const artifact: EvaluationArtifact = {
    schemaVersion: 1,
    kind: 'evaluation',
    individual: individual.id,
    status,
    ...(status === 'ok' ? { figures } : {}),
    parameters: individual.genotype.flat().reduce((sum, gene) => sum + gene + 2, 0),
    protocol: await putJson(objects, 'protocol'),
  };
  return { outputs: { evaluation: await putJson(objects, artifact) }, numbers: status === 'ok' ? figures : {}, status };
}

const deviationOf = (step: JudgingStep, hash: string): Deviations =>
  Object.fromEntries(
    deviatingFigures(step).map((name) => {
      const drawn = name === 'classifierScore' ? [hash] : [hash, name];
      return [imageRow(name).deviation, unit(digestJson(drawn))];
    }),
  );

const unit = (hash: string): number => parseInt(hash.slice(0, 8), 16) / 2 ** 32;
