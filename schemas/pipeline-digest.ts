// The digest of a resolved pipeline: what its file says about results, without locations and circumstances.
import { digestJson, type Digest } from '../domain/digest.js';
import { omit } from '../domain/omit.js';
import type { Pipeline } from '../domain/pipeline.js';

/**
 * Leaves that change no result: where the images are, how many trainers work in parallel, how a run recovers, what is
 * kept of it, when it pauses. A path has no part for a list.
 */
export const circumstances: readonly string[] = [
  'dataset.path',
  'metrics.extractor.path',
  'metrics.reference.path',
  'finalTraining.metrics.extractor.path',
  'finalTraining.metrics.reference.path',
  // Of files that are read when a pipeline is loaded: their contents count, their locations do not.
  'metrics.latency.path',
  // How a table was recorded does not count; its milliseconds do.
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
 * Digest of the pipeline without circumstances. Equal for equal meaning: comments, order of keys and written-out
 * defaults do not matter. Versions of kinds do not enter either, so that a later program finds the run again that an
 * earlier one froze.
 */
export function pipelineDigest(pipeline: Pipeline): Digest {
  return digestJson(without(omit(pipeline, 'kindVersions'), ''));
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
