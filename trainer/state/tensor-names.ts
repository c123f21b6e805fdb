// Tensors of several networks in one checkpoint: each network has a prefix.
import type { TensorData, Tensors } from '../../store/types.js';

/** `searched` + `weights/x` → `searched/weights/x`. */
export function withPrefix(prefix: string, tensors: Tensors): [string, TensorData][] {
  return [...tensors].map(([name, tensor]) => [`${prefix}/${name}`, tensor]);
}

/** The tensors below a prefix, without it. */
export function belowPrefix(prefix: string, tensors: Tensors): Map<string, TensorData> {
  const start = `${prefix}/`;
  const below = [...tensors].filter(([name]) => name.startsWith(start));
  return new Map(below.map(([name, tensor]) => [name.slice(start.length), tensor]));
}

/** The prefix of a stage's opponent: `opponents/02`. */
export const opponentPrefix = (slot: number): string => `opponents/${String(slot).padStart(2, '0')}`;
