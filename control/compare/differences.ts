// What two frozen pipelines say differently, leaf by leaf; stages by their ids.
import type { Pipeline } from '../../domain/pipeline.js';
import { circumstances } from '../../schemas/pipeline-digest.js';

export interface Difference {
  /** `stages.generator.population`. */
  readonly path: string;
  /** null: it is absent, or null. */
  readonly a: unknown;
  readonly b: unknown;
  /** It changes no result. */
  readonly circumstance: boolean;
}

/** All differences, in the order of the form. A stage that only one side has is one difference. */
export function differencesOf(a: Pipeline, b: Pipeline): Difference[] {
  return below(a, b, [], []);
}

type Names = readonly string[];

/** `keys`: the path without names of stages and positions, as the list of circumstances has it. */
function below(a: unknown, b: unknown, path: Names, keys: Names): Difference[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left === null || right === null) {
    const isListed = circumstances.some((listed) => `${keys.join('.')}.`.startsWith(`${listed}.`));
    return [{ path: path.join('.'), a: a ?? null, b: b ?? null, circumstance: isListed }];
  }
  const inList = Array.isArray(a);
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    below(left.get(name), right.get(name), [...path, name], inList ? keys : [...keys, name]),
  );
}

/** Values with parts: mappings, and lists whose entries have ids. A list of plain values is one value. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const named = value.map((entry): [string, unknown] => [String((entry as { id?: unknown } | null)?.id ?? ''), entry]);
  return named.every(([id]) => id !== '') ? new Map(named) : null;
}
