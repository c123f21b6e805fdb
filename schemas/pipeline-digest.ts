// The digest of a resolved pipeline: everything that results depend on; locations and circumstances are outside.
import { digestJson, type Digest } from '../domain/digest.js';
import type { Pipeline } from '../domain/pipeline.js';

/**
 * Leaves that change no result: where the images lie, how many trainers run side by side, how a run is recovered, what
 * is kept of it, when it pauses. Lists have no part of their own in a path.
 */
export const circumstances: readonly string[] = [
  'dataset.path',
  // Of files that are read at the door: what they hold is inside, where they lie is not.
  'metrics.latency.path',
  // With what a table was recorded: its milliseconds are inside.
  'metrics.latency.recorded',
  'stages.opponent.path',
  'finalTraining.networks.generator.path',
  'finalTraining.networks.discriminator.path',
  'resources.slots',
  'recovery',
  'retention',
  'budget',
  'stages.budget',
];

/**
 * Digest of the pipeline without circumstances. Equal for equal meaning: comments, order of keys and spelt-out defaults
 * do not matter.
 */
export function pipelineDigest(pipeline: Pipeline): Digest {
  return digestJson(without(pipeline, ''));
}

function without(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => without(item, path));
  const below = (key: string): string => (path ? `${path}.${key}` : key);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !circumstances.includes(below(key)))
      .map(([key, item]) => [key, without(item, below(key))]),
  );
}
