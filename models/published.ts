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
  const noSteps = declarations(spec)
    .filter(({ role }) => role === 'parameter')
    .map(({ name }): [string, TensorData] => [`steps/${name}`, { shape: [], data: Int32Array.of(0) }]);
  return networkFromTensors(spec, new Map([...tensorsFromPublished(spec, tensors), ...noSteps]));
}

/** The same tensors by our names, `weights/NAME` and `buffers/NAME`, in our layouts. Throws the same. */
export function tensorsFromPublished(spec: NetworkSpec, tensors: Tensors): Map<string, TensorData> {
  return new Map(
    declarations(spec).map((declaration) => {
      const name = publishedName(spec, declaration);
      const tensor = tensors.get(name);
      if (tensor === undefined) throw new Error(`the published weights must have ${name}`);
      assertFits(declaration, name, tensor);
      return [ourName(declaration), fromPublished(declaration, tensor)];
    }),
  );
}

/** The network's weights and buffers under published names and layouts. */
export const networkToPublished = (network: Network): Map<string, TensorData> =>
  toPublishedTensors(network.spec, networkToTensors(network));

/** The same of tensors by our names. */
export function toPublishedTensors(spec: NetworkSpec, tensors: Tensors): Map<string, TensorData> {
  return new Map(
    declarations(spec).map((declaration) => [
      publishedName(spec, declaration),
      toPublished(declaration, tensors.get(ourName(declaration))!),
    ]),
  );
}

/** @throws Error if a tensor cannot be the declared one */
function assertFits({ shape, published }: Declaration, name: string, { shape: found, data }: TensorData): void {
  const wanted = published?.shape ?? shape;
  if (`${found}` === `${wanted}` && data instanceof Float32Array) return;
  throw new Error(`${name} must be floats [${wanted}] (got [${found}])`);
}

const ourName = ({ role, name }: Declaration): string => `${role === 'buffer' ? 'buffers' : 'weights'}/${name}`;

/** One tensor of ours in the published layout. */
export function toPublished({ published }: Declaration, { shape, data }: TensorData): TensorData {
  if (published === undefined) return { shape, data };
  return { shape: published.shape, data: transposed(data as Float32Array, published.view, published.order) };
}

/** One published tensor in our layout. */
function fromPublished({ published, shape }: Declaration, { data }: TensorData): TensorData {
  if (published === undefined) return { shape, data };
  const { view, order } = published;
  const publishedView = order.map((axis) => view[axis]!);
  const back = view.map((_, axis) => order.indexOf(axis));
  return { shape, data: transposed(data as Float32Array, publishedView, back) };
}

/** Row-major data of shape `view` with its dimensions in another order. */
export function transposed(data: Float32Array, view: readonly number[], order: readonly number[]): Float32Array {
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
