// The Inception graph of 2015, on which the published FID and Inception Score rest: what it is called by, and what must
// be in a file for it to be this graph. Facts: reference/metrics-and-data.md.
import { publishedInception } from './extractor.js';
import { findNode, type GraphNode } from './graph-nodes.js';

export const inception2015 = {
  /** float32, images × height × width × 3, 0 to 255: the graph resizes them itself. */
  input: 'ExpandDims:0',
  features: 'pool_3:0',
  /** Classes without their bias: the published scores leave it out. */
  weights: 'softmax/weights:0',
  /** For one picture as the file of a JPEG, with its bias. */
  jpeg: 'DecodeJpeg/contents:0',
  softmax: 'softmax:0',
  featureCount: 2048,
  classes: 1008,
} as const;

/** The files that matter in the published archive, in whatever folder of it: the graph, and a picture for a check. */
export const inceptionArchive = {
  graph: 'classify_image_graph_def.pb',
  panda: 'cropped_panda.jpg',
  /** The most bytes that it may unpack to. */
  atMostBytes: 1024 ** 3,
} as const;

/** Nodes with their operations. Of 940 that make up its convolutions, the first ones stand for all. */
const required: Readonly<Record<string, string>> = {
  'DecodeJpeg/contents': 'Const',
  DecodeJpeg: 'DecodeJpeg',
  Cast: 'Cast',
  ExpandDims: 'ExpandDims',
  ResizeBilinear: 'ResizeBilinear',
  Sub: 'Sub',
  Mul: 'Mul',
  'conv/Conv2D': 'Conv2D',
  'mixed_10/tower_2/pool': 'MaxPool',
  pool_3: 'AvgPool',
  'pool_3/_reshape': 'Reshape',
  'softmax/weights': 'Const',
  'softmax/logits/MatMul': 'MatMul',
  softmax: 'Softmax',
};
const convolutions = 94;

/** Why a graph is not the one of 2015; null: it is built like it. */
export function inceptionProblem(nodes: readonly GraphNode[]): string | null {
  for (const [name, op] of Object.entries(required)) {
    const found = findNode(nodes, name);
    if (!found) return `it must have the node ${name} (not found)`;
    if (found.op !== op) return `its node ${name} must be ${op} (got ${found.op})`;
  }
  for (const op of ['Conv2D', 'BatchNormWithGlobalNormalization']) {
    const count = nodes.filter((node) => node.op === op).length;
    if (count !== convolutions) return `it must have ${convolutions} nodes of ${op} (got ${count})`;
  }
  const { featureCount, classes } = inception2015;
  const shape = findNode(nodes, 'softmax/weights')?.shape ?? [];
  if (shape.length === 2 && shape[0] === featureCount && shape[1] === classes) return null;
  return `softmax/weights must be of ${featureCount} × ${classes} (got ${shape.join(' × ') || 'no shape'})`;
}

/** The published file, by size and MD5: figures of another one must not be called FID or Inception Score. */
export const isPublishedInception = (bytes: number, md5: string): boolean =>
  bytes === publishedInception.bytes && md5 === publishedInception.md5;

/** The two most likely classes of the archive's picture of a panda, giant panda and indri, as published. */
export const publishedPanda = [0.89107, 0.00779] as const;
/** Decoders of JPEG differ in the last bit of a pixel. */
const pandaTolerance = 0.005;

/** True if the two largest probabilities of a picture are those of the panda. */
export const isPanda = (largest: readonly number[]): boolean =>
  publishedPanda.every((expected, i) => Math.abs((largest[i] ?? NaN) - expected) <= pandaTolerance);
