// Trains the classifier on a data set's labels: Adam, shuffled passes, a learning rate that decays to zero.
import { EaganError } from '../domain/errors.js';
import type { ExtractorSettings } from '../domain/extractor.js';
import { stream } from '../domain/stream.js';
import type { Tensors } from '../store/types.js';
import { ClassifierLearner, learnerTensors } from './classifier-learner.js';
import { initialValues } from './classifier-network.js';
import { loadClassifier, type ClassifierMeta } from './extractors/classifier.js';
import type { Extractor, LabelledImages, LabelledSplit } from './types.js';

export type ClassifierSettings = ExtractorSettings<'classifier'>;

/** A fit that is not finished. */
export interface FitState {
  /** Images that have passed: of the training split once for each epoch, then of the held-out one. */
  readonly seen: number;
  /** Held-out images whose class was recognised. */
  readonly right: number;
  readonly tensors: Tensors;
}

/**
 * Called and awaited after each step, with the images seen, the images to see, and a function that returns the current
 * state.
 */
export type FitProgress = (done: number, total: number, state: () => FitState) => void | Promise<void>;

export interface FittedClassifier {
  readonly tensors: Tensors;
  readonly meta: ClassifierMeta;
  /** Share of held-out images whose class it recognises. */
  readonly heldOutAccuracy: number;
  /** The number of those images. */
  readonly heldOutImages: number;
}

/** Counts images that have passed, and how many of them count as right. */
type Pass = (images: number, right?: number) => Promise<void>;

/**
 * Fits and measures. The result depends only on (data set, settings, seed), whether it starts at the beginning or
 * continues `from` a state of the same fit. Throws EAGAN_EXTRACTOR_USELESS if training diverges.
 */
export async function fitClassifier(
  dataset: LabelledImages,
  settings: ClassifierSettings,
  seed: number,
  onProgress: FitProgress,
  from: FitState | null = null,
): Promise<FittedClassifier> {
  const { size, classes } = dataset.artifact;
  const shape = { features: settings.features, classes: classes.length };
  const meta: ClassifierMeta = { schemaVersion: 1, kind: 'classifier', size, ...shape };
  const labelled = {
    train: labelledOf(dataset.train, classes.length),
    heldOut: labelledOf(dataset.heldOut, classes.length),
  };
  assertLabelled(labelled.train.length, labelled.heldOut.length);
  const toSee = labelled.train.length * settings.epochs + labelled.heldOut.length;
  const learner = new ClassifierLearner(initialValues(shape, seed));
  try {
    if (from) learner.restore(from.tensors);
    let { seen, right } = from ?? { seen: 0, right: 0 };
    const pass = async (images: number, more = 0): Promise<void> => {
      [seen, right] = [seen + images, right + more];
      await onProgress(seen, toSee, () => ({ seen, right, tensors: learner.toTensors() }));
    };
    await runEpochs(learner, dataset, labelled.train, settings, seed, seen, pass);
    const tensors = learner.weights();
    assertFinite(tensors, settings.learningRate);
    const tested = labelled.heldOut.slice(labelled.heldOut.length - (toSee - seen));
    await test(await loadClassifier(tensors, meta), dataset.heldOut, tested, pass);
    return { tensors, meta, heldOutAccuracy: right / labelled.heldOut.length, heldOutImages: labelled.heldOut.length };
  } finally {
    learner.dispose();
  }
}

/** The saved state of a fit. Throws RangeError if a part is missing. */
export function fitState(seen: unknown, right: unknown, tensors: Tensors): FitState {
  const missing = learnerTensors.find((name) => !tensors.has(name));
  if (missing === undefined && Number.isInteger(seen) && Number.isInteger(right))
    return { seen: seen as number, right: right as number, tensors };
  throw new RangeError(`a fit must have its counts and all its tensors (got ${seen}, ${right}, no ${missing})`);
}

/** Trains from the point at which `seen` images have passed. */
async function runEpochs(
  learner: ClassifierLearner,
  { train, artifact }: LabelledImages,
  indices: readonly number[],
  settings: ClassifierSettings,
  seed: number,
  seen: number,
  pass: Pass,
): Promise<void> {
  const total = indices.length * settings.epochs;
  const of = { size: artifact.size, classes: artifact.classes.length };
  for (let done = seen; done < total;) {
    const epoch = Math.floor(done / indices.length);
    const order = stream(seed, `extractor/epoch-${String(epoch).padStart(4, '0')}/order`).shuffle(indices);
    for (let from = done % indices.length; from < order.length; from += settings.batch) {
      const batch = order.slice(from, from + settings.batch);
      const labels = batch.map((index) => train.labels[index]!);
      learner.step(train.read(batch), labels, { ...of, rate: settings.learningRate * (1 - done / total) });
      done += batch.length;
      await pass(batch.length);
    }
  }
}

/** The images that have a class: the label of the others is beyond the last class. */
function labelledOf({ labels, images }: LabelledSplit, classes: number): number[] {
  return Array.from({ length: images }, (_, i) => i).filter((i) => labels[i]! < classes);
}

function assertLabelled(train: number, heldOut: number): void {
  if (train > 0 && heldOut > 0) return;
  throw new EaganError(
    'EAGAN_DATASET_EMPTY',
    `the feature extractor needs images with a class, both for training and held out (got ${train} and ${heldOut})`,
    'Add images to the class folders, or raise dataset.images.',
  );
}

function assertFinite(tensors: Tensors, learningRate: number): void {
  if ([...tensors.values()].every(({ data }) => data.every(Number.isFinite))) return;
  throw new EaganError(
    'EAGAN_EXTRACTOR_USELESS',
    'the feature extractor must have finite weights, but its training diverged',
    `Use a smaller learning rate, for example: eagan run FILE --set metrics.extractor.learningRate=${Math.min(0.001, learningRate / 100)}`,
  );
}

/** These held-out images, in chunks, so that a large split neither fills the memory nor keeps messages waiting. */
async function test(extractor: Extractor, split: LabelledSplit, images: readonly number[], pass: Pass): Promise<void> {
  const chunk = 500;
  try {
    for (let from = 0; from < images.length; from += chunk) {
      const indices = images.slice(from, from + chunk);
      const { probabilities } = await extractor.extract(split.read(indices), indices.length);
      const named = indices.filter(
        (index, i) => mostLikely(probabilities, i, extractor.classes) === split.labels[index],
      );
      await pass(indices.length, named.length);
    }
  } finally {
    extractor.dispose();
  }
}

function mostLikely(probabilities: Float32Array, image: number, classes: number): number {
  const row = probabilities.subarray(image * classes, (image + 1) * classes);
  return row.indexOf(Math.max(...row));
}
