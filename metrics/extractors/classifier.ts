// A trained classifier as feature extractor.
import { tf } from '../../models/backend.js';
import type { Tensors } from '../../store/types.js';
import { classify, toInput, type Weights } from '../classifier-network.js';
import type { FeatureBatch, Extractor } from '../types.js';

/** What a stored classifier says about itself, beside its weights. */
export interface ClassifierMeta {
  readonly schemaVersion: 1;
  readonly kind: 'classifier';
  readonly size: number;
  readonly features: number;
  readonly classes: number;
}

/** Images a forward: always this number (the last ones are zeros), so that the kernels do the same sums. */
const forwardBatch = 100;

/** Puts the weights on the device. */
export async function loadClassifier(tensors: Tensors, meta: ClassifierMeta): Promise<Extractor> {
  const { size, features, classes } = meta;
  const weights = toDevice(tensors);
  return {
    size,
    features,
    classes,
    extract: async (images, count) => extract(weights, images, { images: count, size, features, classes }),
    dispose: () => tf.dispose(weights as never),
  };
}

/** One tensor for each entry; the caller disposes of them. */
function toDevice(tensors: Tensors): Weights {
  return Object.fromEntries([...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
}

function extract(
  weights: Weights,
  images: Uint8Array,
  of: { readonly images: number; readonly size: number; readonly features: number; readonly classes: number },
): FeatureBatch {
  const each = of.size * of.size * 3;
  if (images.length !== of.images * each)
    throw new RangeError(`${of.images} images must have ${of.images * each} bytes (got ${images.length})`);
  const features = new Float32Array(of.images * of.features);
  const probabilities = new Float32Array(of.images * of.classes);
  for (let from = 0; from < of.images; from += forwardBatch) {
    const count = Math.min(forwardBatch, of.images - from);
    const batch = new Uint8Array(forwardBatch * each);
    batch.set(images.subarray(from * each, (from + count) * each));
    const [batchFeatures, batchProbabilities] = forward(weights, batch, of.size);
    features.set(batchFeatures.subarray(0, count * of.features), from * of.features);
    probabilities.set(batchProbabilities.subarray(0, count * of.classes), from * of.classes);
  }
  return { images: of.images, features, probabilities };
}

/** Read outside `tidy`, which would walk through every number of a returned array. */
function forward(weights: Weights, batch: Uint8Array, size: number): [Float32Array, Float32Array] {
  const outputs = tf.tidy(() => {
    const { features, logits } = classify(weights, toInput(batch, forwardBatch, size));
    return [features, tf.softmax(logits)] as const;
  });
  const [features, probabilities] = outputs.map((tensor) => tensor.dataSync() as Float32Array);
  tf.dispose(outputs as never);
  return [features!, probabilities!];
}
