// The Inception graph of 2015, on which the published FID and Inception Score rest: what it is called by, and what must
// be in a file for it to be this graph. Facts: reference/metrics-and-data.md.
import { findNode, type GraphNode } from './graph-nodes.js';

export const inception2015 = {
  /** float32, images × height × width × 3, 0 to 255: the graph resizes them itself. */
  input: 'ExpandDims:0',
  features: 'pool_3:0',
  /** Classes without their bias: the published scores leave it out. */
  weights: 'softmax/weights:0',
  /** For one picture as the file of a JPEG, with its bias. */
  jpeg: 'DecodeJpeg/contents:0',
  probabilities: 'softmax:0',
  featureCount: 2048,
  classes: 1008,
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

/** The published file, by its size and MD5: what is computed with another one must not be called FID or Inception Score. */
const published = { bytes: 95_673_916, md5: 'e6bb154e85f5d4331c22abcddb5dcf31' };

export const isPublishedInception = (bytes: number, md5: string): boolean =>
  bytes === published.bytes && md5 === published.md5;
