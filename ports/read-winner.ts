// A winner from the weights that a run exported: by published names, below `generator/` and `discriminator/`.
import { tensorsFromPublished } from '../models/published.js';
import type { NetworkSpec } from '../models/types.js';
import type { TensorData, Tensors } from '../store/types.js';
import type { Winner } from './port.js';

/** @throws Error if a tensor is missing or has another shape */
export function winnerFromTensors(
  specs: { readonly [N in keyof Winner]: Winner[N]['spec'] },
  tensors: Tensors,
): Winner {
  const networkOf = <Spec extends NetworkSpec>(spec: Spec): { spec: Spec; tensors: Map<string, TensorData> } => ({
    spec,
    tensors: tensorsFromPublished(spec, below(`${spec.network}/`, tensors)),
  });
  return { generator: networkOf(specs.generator), discriminator: networkOf(specs.discriminator) };
}

const below = (prefix: string, tensors: Tensors): Tensors =>
  new Map(
    [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  );
