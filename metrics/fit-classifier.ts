// Trains the classifier on a data set's labels: Adam, shuffled passes, a learning rate that falls to nothing.
import { EaganError } from '../domain/errors.js';
import type { Pipeline } from '../domain/pipeline.js';
import { stream } from '../domain/stream.js';
import { tf, type TensorFlowModule } from '../models/backend.js';
import type { Tensors } from '../store/types.js';
import { classify, initialValues, toInput } from './classifier-network.js';
import { loadExtractor, type ExtractorMeta } from './extractor.js';
import type { Extractor, LabelledImages, LabelledSplit } from './types.js';

export type ClassifierSettings = Pipeline['metrics']['extractor'];
/** Called after each step, in images seen of those to be seen; awaited. */
export type FitProgress = (done: number, total: number) => void | Promise<void>;

export interface FittedClassifier {
  readonly tensors: Tensors;
  readonly meta: ExtractorMeta;
  /** Share of held-out images whose class it names. */
  readonly heldOutAccuracy: number;
}

/** Counts images that have passed. */
type Pass = (images: number) => Promise<void>;
type Variable = InstanceType<TensorFlowModule['Variable']>;
type Variables = Readonly<Record<string, Variable>>;

/** Fits and measures; depends on (data set, settings, seed) only. Throws EAGAN_EXTRACTOR_USELESS when training diverges. */
export async function fitClassifier(
  dataset: LabelledImages,
  settings: ClassifierSettings,
  seed: number,
  onProgress: FitProgress,
): Promise<FittedClassifier> {
  const { size, classes } = dataset.artifact;
  const shape = { features: settings.features, classes: classes.length };
  const meta: ExtractorMeta = { schemaVersion: 1, kind: 'classifier', size, ...shape };
  const toSee = dataset.train.images * settings.epochs + dataset.heldOut.images;
  let seen = 0;
  const pass = async (images: number): Promise<void> => onProgress((seen += images), toSee);
  const tensors = await trained(initialValues(shape, seed), dataset, settings, seed, pass);
  assertFinite(tensors);
  const extractor = loadExtractor(tensors, { ...meta });
  try {
    return { tensors, meta, heldOutAccuracy: await accuracy(extractor, dataset.heldOut, pass) };
  } finally {
    extractor.dispose();
  }
}

async function trained(
  initial: Tensors,
  dataset: LabelledImages,
  settings: ClassifierSettings,
  seed: number,
  pass: Pass,
): Promise<Tensors> {
  const variables = Object.fromEntries(
    [...initial].map(([name, { shape, data }]) => [name, tf.tidy(() => tf.variable(tf.tensor(data, [...shape])))]),
  );
  const optimizer = tf.train.adam(settings.learningRate);
  try {
    await runEpochs({ variables, optimizer }, dataset, settings, seed, pass);
    return readBack(variables);
  } finally {
    optimizer.dispose();
    tf.dispose(variables);
  }
}

interface Learner {
  readonly variables: Variables;
  readonly optimizer: ReturnType<TensorFlowModule['train']['adam']>;
}

async function runEpochs(
  learner: Learner,
  { train, artifact }: LabelledImages,
  settings: ClassifierSettings,
  seed: number,
  pass: Pass,
): Promise<void> {
  const indices = Array.from({ length: train.images }, (_, i) => i);
  const total = train.images * settings.epochs;
  let done = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    const order = stream(seed, `extractor/epoch-${String(epoch).padStart(4, '0')}/order`).shuffle(indices);
    for (let from = 0; from < order.length; from += settings.batch) {
      const batch = order.slice(from, from + settings.batch);
      setLearningRate(learner, settings.learningRate * (1 - done / total));
      step(learner, train, batch, artifact.size, artifact.classes.length);
      done += batch.length;
      await pass(batch.length);
    }
  }
}

/** TensorFlow.js reads this field at each step but offers no way to set it. */
function setLearningRate({ optimizer }: Learner, value: number): void {
  (optimizer as unknown as { learningRate: number }).learningRate = value;
}

function step(learner: Learner, train: LabelledSplit, batch: readonly number[], size: number, classes: number): void {
  const { variables, optimizer } = learner;
  tf.tidy(() => {
    const images = toInput(train.read(batch), batch.length, size);
    const labels = tf.tensor1d(
      batch.map((index) => train.labels[index]!),
      'int32',
    );
    const expected = tf.oneHot(labels, classes);
    const loss = (): never => tf.losses.softmaxCrossEntropy(expected, classify(variables, images).logits) as never;
    optimizer.applyGradients(tf.variableGrads(loss, Object.values(variables)).grads as never);
  });
}

function readBack(variables: Variables): Tensors {
  return new Map(
    Object.entries(variables).map(([name, variable]) => [
      name,
      { shape: variable.shape, data: variable.dataSync().slice() as Float32Array },
    ]),
  );
}

function assertFinite(tensors: Tensors): void {
  if ([...tensors.values()].every(({ data }) => data.every(Number.isFinite))) return;
  throw new EaganError(
    'EAGAN_EXTRACTOR_USELESS',
    'the feature extractor must have finite weights, but its training diverged',
    'Lower metrics.extractor.learningRate.',
  );
}

/** In chunks, so that a large split neither fills the memory nor keeps messages waiting. */
async function accuracy(extractor: Extractor, split: LabelledSplit, pass: Pass): Promise<number> {
  const chunk = 500;
  let right = 0;
  for (let from = 0; from < split.images; from += chunk) {
    const indices = Array.from({ length: Math.min(chunk, split.images - from) }, (_, i) => from + i);
    const { probabilities } = extractor.extract(split.read(indices), indices.length);
    right += indices.filter(
      (index, i) => mostLikely(probabilities, i, extractor.classes) === split.labels[index],
    ).length;
    await pass(indices.length);
  }
  return right / split.images;
}

function mostLikely(probabilities: Float32Array, image: number, classes: number): number {
  const row = probabilities.subarray(image * classes, (image + 1) * classes);
  return row.indexOf(Math.max(...row));
}
