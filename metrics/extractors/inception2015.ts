// The frozen Inception graph of 2015 as extractor: it resizes and scales the images itself. Its last layer is computed
// here, because its own one takes a single image.
import type { Digest } from '../../domain/digest.js';
import { inception2015, inceptionProblem } from '../../domain/inception2015.js';
import { tf, type TensorFlowModule } from '../../models/backend.js';
import type { Tensors } from '../../store/types.js';
import type { Extractor } from '../types.js';
import { defaultBatch, networkExtractor } from './network-extractor.js';
import { invalidNetwork } from './networks/invalid.js';
import { graphOfFrozen, loadFrozen, type LoadedGraph } from './networks/tensorflow.js';
import type { Fetched, NetworkFiles } from './networks/types.js';
import { filesFromTensors, type StoredFile } from './stored-files.js';

type Tensor = InstanceType<TensorFlowModule['Tensor']>;

export interface InceptionMeta {
  readonly schemaVersion: 1;
  readonly kind: 'inception2015';
  /** SHA-256 of the graph's file. */
  readonly contents: Digest;
  /** True for the published file: only then its figures are called FID and Inception Score. */
  readonly official: boolean;
  readonly files: readonly StoredFile[];
  readonly features: number;
  readonly classes: number;
  readonly batch: number;
  /**
   * Its norms are parts of its convolutions, and softmax takes one image at a time. Absent: the graph is computed node
   * by node, and softmax over a batch, as in runs of before.
   */
  readonly norms?: 'folded';
}

/** What is stored of a graph that passed every check. */
export const inceptionMeta = (
  contents: Digest,
  official: boolean,
  files: readonly StoredFile[],
  folded: boolean,
): InceptionMeta => ({
  schemaVersion: 1,
  kind: 'inception2015',
  contents,
  official,
  files,
  features: inception2015.featureCount,
  classes: inception2015.classes,
  batch: defaultBatch,
  ...(folded ? { norms: 'folded' } : {}),
});

/** @throws EaganError EAGAN_EXTRACTOR_INVALID for a graph that is not built like that of 2015 */
export async function checkInception(files: NetworkFiles): Promise<void> {
  const { nodes } = await graphOfFrozen([...files.values()][0]!);
  const problem = inceptionProblem(nodes);
  if (problem !== null) throw invalidNetwork(`the graph must be the Inception graph of 2015: ${problem}`);
}

export const loadInception = (tensors: Tensors, meta: InceptionMeta, size: number): Promise<Extractor> =>
  openInception(filesFromTensors(meta.files, tensors), meta, size);

/** Makes the graph ready for images of a size. */
export async function openInception(files: NetworkFiles, meta: InceptionMeta, size: number): Promise<Extractor> {
  const { input, features } = inception2015;
  const folded = meta.norms === 'folded';
  const graph = await loadFrozen([...files.values()][0]!, folded);
  const classes = await classWeights(graph, meta);
  return networkExtractor({
    run: (images) => graph.run(images, { input, fetches: [features] }),
    batch: meta.batch,
    // Its widths are multiples of what vector instructions take, so an image's place does not matter.
    alone: false,
    classesAlone: folded,
    size,
    features: meta.features,
    classes: meta.classes,
    treat: asFloats,
    logitsOf: ([pooled]) => ({ shape: [meta.batch, meta.classes], data: product(pooled!.data, classes, meta) }),
    dispose: () => {
      graph.dispose();
      classes.dispose();
    },
  });
}

/** Those of the last layer, which the graph holds as a constant: fetched once. */
async function classWeights(graph: LoadedGraph, { features, classes }: InceptionMeta): Promise<Tensor> {
  const { input, weights } = inception2015;
  try {
    const nothing = { shape: [1, 1, 1, 3], data: new Float32Array(3) };
    const [found] = await graph.run(nothing, { input, fetches: [weights] });
    return tf.tensor2d(found!.data, [features, classes]);
  } catch (error) {
    graph.dispose();
    throw error;
  }
}

/** The bytes as they are. */
const asFloats = (images: Uint8Array, count: number, size: number): Fetched => ({
  shape: [count, size, size, 3],
  data: Float32Array.from(images),
});

/**
 * Pooled features × weights of the classes, without a bias. Image by image: in one product of all, the last bits of a
 * row depend on its place.
 */
function product(pooled: Float32Array, classes: Tensor, { batch, features }: InceptionMeta): Float32Array {
  const result = tf.tidy(() => {
    const row = (i: number): Tensor => tf.tensor2d(pooled.slice(i * features, (i + 1) * features), [1, features]);
    return tf.concat(Array.from({ length: batch }, (_, i) => tf.matMul(row(i) as never, classes as never)));
  });
  const logits = result.dataSync() as Float32Array;
  result.dispose();
  return logits;
}

/** The probabilities of the classes of one picture, the file of a JPEG: decoded, and classified, by the graph alone. */
export async function classesOfJpeg(files: NetworkFiles, jpeg: Uint8Array): Promise<Float32Array> {
  const graph = await loadFrozen([...files.values()][0]!);
  try {
    const { jpeg: input, softmax } = inception2015;
    const [found] = await graph.run(jpeg, { input, fetches: [softmax] });
    return found!.data;
  } finally {
    graph.dispose();
  }
}
