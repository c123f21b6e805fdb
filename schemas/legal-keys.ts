// Where each key of the schema is legal: for complaints about a key in the wrong place.
import { pipelineSchema, resolveSchema, tagOf, type Schema } from './schema.js';

/**
 * Visits every key of the schema with its path (`stages[].breeding.survivors`, `searchSpaces.*.force` where any name is
 * legal) and the tag of its union's branch, if any.
 */
export function walkKeys(
  visit: (path: string, schema: Schema, condition: string, isRequired: boolean) => void,
  root = pipelineSchema,
): void {
  walk(root, '', '', visit);
}

function walk(unresolved: Schema, path: string, condition: string, visit: Parameters<typeof walkKeys>[0]): void {
  const schema = resolveSchema(unresolved);
  for (const [name, below] of Object.entries(schema.properties ?? {})) {
    const at = path ? `${path}.${name}` : name;
    visit(at, resolveSchema(below), condition, schema.required?.includes(name) ?? false);
    walk(below, at, condition, visit);
  }
  if (typeof schema.additionalProperties === 'object') {
    const at = `${path}.*`;
    visit(at, resolveSchema(schema.additionalProperties), condition, false);
    walk(schema.additionalProperties, at, condition, visit);
  }
  if (schema.items) walk(schema.items, `${path}[]`, condition, visit);
  for (const branch of schema.oneOf ?? []) {
    const tag = tagOf(schema, branch);
    walk(branch, path, `with ${tag.name}: ${tag.value}`, visit);
  }
}

/** Conditions by path, by name; collected at the first use. */
let places: Map<string, Map<string, Set<string>>> | null = null;

function gather(): NonNullable<typeof places> {
  const gathered: NonNullable<typeof places> = new Map();
  walkKeys((path, _schema, condition) => {
    const name = path.split('.').at(-1)!;
    const paths = gathered.get(name) ?? new Map<string, Set<string>>();
    gathered.set(name, paths.set(path, (paths.get(path) ?? new Set<string>()).add(condition)));
  });
  return gathered;
}

/** Paths at which a key of this name is legal; with the tag if only one branch of a union has it. */
export function legalPlaces(name: string): string[] {
  places ??= gather();
  const paths = places.get(name) ?? new Map<string, Set<string>>();
  return [...paths].map(([path, conditions]) => {
    const condition = conditions.size === 1 ? [...conditions][0] : '';
    return condition ? `${path} (${condition})` : path;
  });
}
