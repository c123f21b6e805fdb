// Converts between our names and layouts (NHWC, HWIO) and those of the published networks (NCHW, OIHW), for standalone
// and simple networks.
import type { TensorData, Tensors } from '../store/types.js';
import { declarations, type Declaration } from './networks/declarations.js';
import { publishedName } from './published-names.js';
import { networkFromTensors, networkToTensors } from './network.js';
import type { Network, NetworkSpec } from './types.js';

/**
 * A network with published weights: `tensors` by published names without prefix (`cell1.c0.ops.0.conv.weight`,
 * `block1.c1.weight_orig`). An operation's tensor has two names (`….conv.…`, `….op.1.…`); the first is read. Moments
 * and steps start at 0.
 * @throws Error if a tensor is missing
 */
export function networkFromPublished(spec: NetworkSpec, tensors: Tensors): Network {
  const ours = new Map<string, TensorData>();
  for (const declaration of declarations(spec)) {
    const name = publishedName(spec, declaration);
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`the published weights must have ${name}`);
    if (declaration.role === 'parameter') ours.set(`steps/${declaration.name}`, { shape: [], data: Int32Array.of(0) });
    ours.set(
      `${declaration.role === 'buffer' ? 'buffers' : 'weights'}/${declaration.name}`,
      fromPublished(declaration, tensor),
    );
  }
  return networkFromTensors(spec, ours);
}

/** The network's weights and buffers under published names and layouts. */
export function networkToPublished(network: Network): Map<string, TensorData> {
  const tensors = networkToTensors(network);
  return new Map(
    declarations(network.spec).map((declaration) => {
      const kind = declaration.role === 'buffer' ? 'buffers' : 'weights';
      const tensor = tensors.get(`${kind}/${declaration.name}`)!;
      return [publishedName(network.spec, declaration), toPublished(declaration, tensor)];
    }),
  );
}

/** One tensor of ours in the published layout. */
export function toPublished({ published }: Declaration, { shape, data }: TensorData): TensorData {
  if (published === undefined) return { shape, data };
  return { shape: published.shape, data: transposed(data as Float32Array, published.view, published.order) };
}

/** One published tensor in our layout. */
export function fromPublished({ published, shape }: Declaration, { data }: TensorData): TensorData {
  if (published === undefined) return { shape, data };
  const { view, order } = published;
  const publishedView = order.map((axis) => view[axis]!);
  const back = view.map((_, axis) => order.indexOf(axis));
  return { shape, data: transposed(data as Float32Array, publishedView, back) };
}

/** Row-major data of shape `view` with its dimensions in another order. */
function transposed(data: Float32Array, view: readonly number[], order: readonly number[]): Float32Array {
  const strides = view.map((_, i) => view.slice(i + 1).reduce((product, n) => product * n, 1));
  const result = new Float32Array(data.length);
  const index = order.map(() => 0);
  for (let to = 0; to < data.length; to++) {
    result[to] = data[index.reduce((from, position, i) => from + position * strides[order[i]!]!, 0)]!;
    for (let i = index.length - 1; i >= 0; i--) {
      if (++index[i]! < view[order[i]!]!) break;
      index[i] = 0;
    }
  }
  return result;
}
