// A network pretrained on ImageNet as feature extractor: batches of one fixed size, in one pass for features and class
// probabilities.
import type { Digest } from '../../domain/digest.js';
import type { ImagenetNetwork } from '../../domain/extractor.js';
import { canFuse } from '../../models/backend.js';
import { download, release, upload, type Handle } from '../../models/device.js';
import { runnable, type Runnable } from '../../models/program-cache.js';
import type { Tensors } from '../../store/types.js';
import type { Extractor, FeatureBatch } from '../types.js';
import { efficientNetGraph } from './efficientnet-lite0/graph.js';

/** What a stored network says about itself, beside its weights. */
export interface ImagenetMeta {
  readonly schemaVersion: 1;
  readonly kind: 'imagenet';
  readonly network: ImagenetNetwork;
  /** SHA-256 of the published file. */
  readonly contents: Digest;
  readonly features: number;
  readonly classes: number;
}

/** The graph of each network. */
const graphs = { 'efficientnet-lite0': efficientNetGraph } as const;

/**
 * Images a pass: the last ones are zeros. Larger batches are no faster and take more memory (docs/metrics.md, "What it
 * costs").
 */
const batch = 16;

/** Puts the weights on the device and loads the graph, for images of a size. */
export async function loadImagenet(
  tensors: Tensors,
  { network, features, classes }: ImagenetMeta,
  size: number,
): Promise<Extractor> {
  const graph = graphs[network]({ batch, size, fused: canFuse(), weights: tensors });
  const weights = new Map(
    [...tensors].map(([name, { shape, data }]) => [name, upload('float', shape, data as Float32Array)]),
  );
  const pass: Pass = { program: runnable(graph, 'graph'), weights, each: size * size * 3, features, classes };
  return {
    size,
    features,
    classes,
    extract: async (images, count) => extract(pass, images, count),
    dispose: () => {
      pass.program.dispose();
      weights.forEach(release);
    },
  };
}

interface Pass {
  readonly program: Runnable;
  readonly weights: ReadonlyMap<string, Handle>;
  /** Bytes of an image. */
  readonly each: number;
  readonly features: number;
  readonly classes: number;
}

function extract(pass: Pass, images: Uint8Array, count: number): FeatureBatch {
  const { each, features, classes } = pass;
  if (images.length !== count * each)
    throw new RangeError(`${count} images must have ${count * each} bytes (got ${images.length})`);
  const found = {
    images: count,
    features: new Float32Array(count * features),
    probabilities: new Float32Array(count * classes),
  };
  for (let from = 0; from < count; from += batch) {
    const some = Math.min(batch, count - from);
    const bytes = new Uint8Array(batch * each);
    bytes.set(images.subarray(from * each, (from + some) * each));
    const results = forward(pass, bytes);
    found.features.set(results.features.subarray(0, some * features), from * features);
    found.probabilities.set(results.probabilities.subarray(0, some * classes), from * classes);
  }
  return found;
}

function forward({ program, weights, each }: Pass, bytes: Uint8Array): Omit<FeatureBatch, 'images'> {
  const size = Math.sqrt(each / 3);
  const images = upload('uint8', [batch, size, size, 3], bytes);
  try {
    const results = program.run((name) => (name === 'images' ? images : weights.get(name)!));
    const [features, probabilities] = ['features', 'probabilities'].map((name) => download(results.get(name)));
    results.dispose();
    return { features: features as Float32Array, probabilities: probabilities as Float32Array };
  } finally {
    release(images);
  }
}
