// The digest of a resolved pipeline: everything that results depend on; locations and circumstances are outside.
import { digestJson, type Digest } from '../domain/digest.js';
import type { Pipeline } from '../domain/pipeline.js';

/** Leaves that change no result: where the images lie, how many trainers run side by side, how a run is recovered, what is kept of it. */
export const circumstances: readonly string[] = ['dataset.path', 'resources.slots', 'recovery', 'retention'];

/** Digest of the pipeline without circumstances. Equal for equal meaning: comments, order of keys and spelt-out defaults do not matter. */
export function pipelineDigest(pipeline: Pipeline): Digest {
  return digestJson(without(pipeline, ''));
}

function without(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const below = (key: string): string => (path ? `${path}.${key}` : key);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !circumstances.includes(below(key)))
      .map(([key, item]) => [key, without(item, below(key))]),
  );
}
