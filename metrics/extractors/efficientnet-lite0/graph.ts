// EfficientNet-Lite0 as a graph: bytes of images of any size to features and class probabilities, in one pass.
import { Graph, type Value } from '../../../models/ir/graph.js';
import { fusedConvolution, plainConvolution, type FusedForm } from '../../../models/ir/fused.js';
import { add, biasAdd, matMul, scale, softmax, subtract, sum, toFloat } from '../../../models/ir/operations.js';
import { resizeBilinearTo } from '../../../models/ir/spatial.js';
import {
  networkBlocks,
  classesLayer,
  head,
  inputSize,
  lastSize,
  stem,
  type Block,
  type NetworkLayer,
} from './layers.js';

export interface GraphForm {
  /** Images in a pass, and their width and height. */
  readonly batch: number;
  readonly size: number;
  /** Whether convolution, bias and ReLU6 are one kernel: faster, and where oneDNN is missing not available. */
  readonly fused: boolean;
  readonly weights: ReadonlyMap<string, { readonly shape: readonly number[] }>;
}

/** Results `features` [batch, 1280] and `probabilities` [batch, 1000]; inputs `images` (bytes) and each weight. */
export function efficientNetGraph({ batch, size, fused, weights }: GraphForm): Map<string, Value> {
  const graph = new Graph();
  const weight = (name: string): Value => graph.input(name, weights.get(name)!.shape);
  const convolution = fused ? fusedConvolution : plainConvolution;
  const layer = (x: Value, { name, form, stride, clipped }: NetworkLayer): Value => {
    const shape: FusedForm = { depthwise: form === 'depthwise', stride, clipped };
    return convolution(x, weight(`${name}/kernel`), weight(`${name}/bias`), shape);
  };
  const last = layer(throughBlocks(layer(input(graph, batch, size), stem), layer), head);
  const features = scale(sum(last, [1, 2]), 1 / lastSize ** 2);
  const logits = biasAdd(matMul(features, weight(`${classesLayer}/kernel`)), weight(`${classesLayer}/bias`));
  return new Map([
    ['features', features],
    ['probabilities', softmax(logits)],
  ]);
}

/**
 * Bytes as (x − 127) / 128, enlarged bilinearly with half-pixel centres. Scaling first gives the same and has fewer
 * pixels to do; it is exact.
 */
function input(graph: Graph, batch: number, size: number): Value {
  const bytes = graph.input('images', [batch, size, size, 3], 'uint8');
  const scaled = scale(subtract(toFloat(bytes), graph.scalar(127)), 1 / 128);
  return resizeBilinearTo(scaled, inputSize, inputSize);
}

function throughBlocks(first: Value, layer: (x: Value, layer: NetworkLayer) => Value): Value {
  return networkBlocks.reduce((x: Value, { expand, filter, project, shortcut }: Block) => {
    const projected = layer(layer(expand ? layer(x, expand) : x, filter), project);
    return shortcut ? add(projected, x) : projected;
  }, first);
}
