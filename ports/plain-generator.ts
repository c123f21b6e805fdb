// A generator as plain layers: the trace that every port of its forward is written from. So no port has a description
// of the networks of its own.
import { Graph, type Node, type Value } from '../models/ir/graph.js';
import { neededNodes } from '../models/ir/program.js';
import { forward } from '../models/networks/forward.js';
import { Scope } from '../models/networks/scope.js';
import type { TensorData } from '../store/types.js';
import type { Winner } from './port.js';

export interface PlainGenerator {
  /** In an order in which each follows its inputs; edges that do not reach the images are left out. */
  readonly nodes: readonly Node[];
  /** Latents [1, latent]; ports let other numbers of them in. */
  readonly latents: Value;
  /** Images [1, size, size, 3] in [−1, 1]. */
  readonly images: Value;
}

export const latentsName = 'latents';
export const imagesName = 'images';
const prefix = 'generator';

/** In evaluation mode: running statistics, no randomness. */
export function plainGenerator({ spec }: Winner['generator']): PlainGenerator {
  const graph = new Graph('cpu', true);
  const latents = graph.input(latentsName, [1, spec.latent]);
  const images = forward(new Scope(graph, prefix, spec, { mode: 'evaluation' }), spec, null, latents);
  return { nodes: neededNodes([images]), latents, images };
}

/** The tensor that an input of the trace stands for, and its name without kind; null: the latents. */
export function tensorOf(
  { tensors }: Winner['generator'],
  { name }: Node,
): { readonly name: string; readonly tensor: TensorData } | null {
  const kept = name?.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : null;
  if (kept === null) return null;
  return { name: kept.slice(kept.indexOf('/') + 1), tensor: tensors.get(kept)! };
}
