// The pipeline as flat parameters, as trackers compare them.
import type { Pipeline } from '../../../domain/pipeline.js';

type Leaf = string | number | boolean;

/**
 * The leaves by their paths. Members of a list are named by their ids, where they have some; any other list is one
 * leaf, as JSON. What is null is left out.
 */
export const parametersOf = (pipeline: Pipeline): Record<string, Leaf> => Object.fromEntries(leavesOf(pipeline, []));

function leavesOf(value: unknown, path: readonly string[]): [string, Leaf][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path.join('.'), value as Leaf]];
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([name, below]) => leavesOf(below, [...path, name]));
  const members = value as readonly unknown[];
  if (members.length === 0 || !members.every(hasId)) return [[path.join('.'), JSON.stringify(members)]];
  return members.flatMap(({ id, ...rest }) => leavesOf(rest, [...path, id]));
}

const hasId = (value: unknown): value is { readonly id: string } =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
