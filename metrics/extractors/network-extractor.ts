// An extractor over a network of somebody else: images go in as batches of one fixed size, filled with zeros.
import { tf } from '../../models/backend.js';
import type { Extractor, FeatureBatch } from '../types.js';
import { invalidNetwork } from './networks/invalid.js';
import type { Fetched } from './networks/types.js';

/** Images a run: 299 × 299 in a deep network need some 60 MB each. */
export const defaultBatch = 10;

interface NetworkExtractorParts {
  /** Runs a batch; the first fetched tensor are the features. */
  run(images: Fetched): Promise<readonly Fetched[]>;
  readonly batch: number;
  /** Each image gets a batch of its own. */
  readonly alone: boolean;
  /** Softmax image by image: over all at once, the last bits of an image's classes can depend on its place. */
  readonly classesAlone: boolean;
  /** Width and height of the images to judge. */
  readonly size: number;
  readonly features: number;
  readonly classes: number;
  /** From bytes of images to what the network reads. */
  treat(images: Uint8Array, count: number, size: number): Fetched;
  /** Class logits of a batch, from what was fetched; null: there are no classes. */
  logitsOf: ((fetched: readonly Fetched[]) => Fetched) | null;
  dispose(): void;
}

export function networkExtractor(parts: NetworkExtractorParts): Extractor {
  const { size, features, classes } = parts;
  return { size, features, classes, extract: (images, count) => extract(parts, images, count), dispose: parts.dispose };
}

async function extract(parts: NetworkExtractorParts, images: Uint8Array, count: number): Promise<FeatureBatch> {
  const { size, batch, alone, features: width, classes } = parts;
  const each = size * size * 3;
  if (images.length !== count * each)
    throw new RangeError(`${count} images must have ${count * each} bytes (got ${images.length})`);
  const features = new Float32Array(count * width);
  const probabilities = new Float32Array(count * classes);
  const most = alone ? 1 : batch;
  for (let from = 0; from < count; from += most) {
    const real = Math.min(most, count - from);
    const padded = new Uint8Array(batch * each);
    padded.set(images.subarray(from * each, (from + real) * each));
    const found = await forward(parts, padded);
    features.set(found.features.subarray(0, real * width), from * width);
    probabilities.set(found.probabilities.subarray(0, real * classes), from * classes);
    // A run takes a second or more: signs of life and interrupts pass between two.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { images: count, features, probabilities };
}

async function forward(
  { run, batch, size, features, classes, classesAlone, treat, logitsOf }: NetworkExtractorParts,
  images: Uint8Array,
): Promise<{ readonly features: Float32Array; readonly probabilities: Float32Array }> {
  const fetched = await run(treat(images, batch, size));
  requireWidth('features', fetched[0]!, batch, features);
  if (!logitsOf) return { features: fetched[0]!.data, probabilities: new Float32Array(0) };
  const logits = logitsOf(fetched);
  requireWidth('logits', logits, batch, classes);
  return { features: fetched[0]!.data, probabilities: softmax(logits.data, classesAlone ? 1 : batch, classes) };
}

function requireWidth(what: string, { shape }: Fetched, batch: number, width: number): void {
  const found = widthOf(shape, batch);
  if (found !== width)
    throw invalidNetwork(`the ${what} of ${batch} images must be of ${width} (got ${shape.join(' × ')})`);
}

/**
 * Numbers an image of a fetched tensor: images × features, and any number of dimensions of size 1. Null for another
 * form.
 */
export function widthOf(shape: readonly number[], batch: number): number | null {
  const [images, ...rest] = shape;
  const width = rest.reduce((product, size) => product * size, 1);
  return images === batch && rest.length > 0 && rest.every((size) => size === 1 || size === width) ? width : null;
}

/** By TensorFlow, some images at once; read outside `tidy`, which would walk through every number of an array. */
function softmax(logits: Float32Array, atOnce: number, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += atOnce * classes) {
    const some = logits.slice(from, from + atOnce * classes);
    const result = tf.tidy(() => tf.softmax(tf.tensor2d(some, [atOnce, classes])));
    probabilities.set(result.dataSync() as Float32Array, from);
    result.dispose();
  }
  return probabilities;
}
