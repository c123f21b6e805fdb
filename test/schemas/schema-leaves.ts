// Every leaf of a JSON Schema, with a value and other possible values, for tests that try them all.
import { resolveSchema, tagOf, type Schema } from '../../schemas/schema.js';

/** One key on the way to a leaf, and how to make a value have it. */
interface Way {
  readonly key: string | number;
  /**
   * The schema of the key's holder. The holder is made from examples if it is missing or of another branch of a union.
   */
  readonly holder: Schema;
}

export interface Leaf {
  /** `stages[].manyToOne.opponent.builtin.genotype`: the tags of unions are parts of the path. */
  readonly path: string;
  /** `stages.opponent.genotype`: only the keys. */
  readonly keys: string;
  readonly schema: Schema;
  readonly way: readonly Way[];
}

/**
 * All leaves below a schema: of each branch of a union, of one entry of a list, of one value of a map, and null if it
 * is allowed.
 */
export function leavesOf(schema: Schema, path: readonly string[] = [], way: readonly Way[] = []): Leaf[] {
  const whole = resolveSchema(schema) as Schema & { readonly additionalProperties?: boolean | Schema };
  const below = (key: string | number, name: string, sub: Schema, holder: Schema): Leaf[] =>
    leavesOf(sub, [...path, name], [...way, { key, holder }]);
  const leaf = (kind: Schema, suffix = ''): Leaf => ({
    path: path.join('.') + suffix,
    keys: way
      .filter(({ key }) => typeof key === 'string')
      .map(({ key }) => key)
      .join('.'),
    schema: kind,
    way,
  });
  const nothing = allowsNull(whole) ? [leaf({ ...whole, const: null }, '=null')] : [];
  if (whole.oneOf) return [...nothing, ...whole.oneOf.flatMap((branch) => branchLeaves(whole, branch, path, way))];
  if (whole.properties) {
    return [...nothing, ...Object.entries(whole.properties).flatMap(([key, sub]) => below(key, key, sub, whole))];
  }
  if (typeof whole.additionalProperties === 'object') {
    const key = Object.keys((whole.examples?.[0] ?? {}) as object)[0]!;
    return below(key, '{}', whole.additionalProperties, whole);
  }
  if (whole.items) return below(0, '[]', whole.items, whole);
  return [leaf(whole)];
}

function branchLeaves(union: Schema, branch: Schema, path: readonly string[], way: readonly Way[]): Leaf[] {
  const { name, value } = tagOf(union, branch);
  const whole = resolveSchema(branch);
  return Object.entries(whole.properties!).flatMap(([key, sub]) => {
    const isTag = key === name;
    const schema = isTag ? { ...resolveSchema(sub), oneOf: union.oneOf!, discriminator: union.discriminator! } : sub;
    const at = [...way, { key, holder: whole }];
    if (!isTag) return leavesOf(schema, [...path, value, key], at);
    const keys = at.filter(({ key: each }) => typeof each === 'string').map(({ key: each }) => each);
    return [{ path: [...path, value, key].join('.'), keys: keys.join('.'), schema, way: at }];
  });
}

const allowsNull = ({ type, oneOf, properties }: Schema): boolean =>
  Array.isArray(type) && type.includes('null') && (oneOf !== undefined || properties !== undefined);

type Holder = Record<string | number, unknown>;

/** A copy of `root` in which the leaf is present, with its value in `root` or else with the schema's example. */
export function withLeaf(root: unknown, { way, schema }: Leaf): unknown {
  const copy = structuredClone(root) as Holder;
  let value: unknown = copy;
  way.forEach(({ key }, index) => {
    const object = value as Holder;
    const next = way[index + 1];
    if (next === undefined) object[key] = leafValue(object[key], schema);
    else if (!fits(object[key], next)) object[key] = made(next);
    value = object[key];
  });
  return copy;
}

/**
 * True if a value can hold the next key as it is: it is of the same branch, and has no other choice where only one key
 * is allowed.
 */
function fits(value: unknown, { key, holder }: Way): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if ((holder.maxProperties ?? 2) === 1) return key in value;
  return Object.entries(holder.properties ?? {}).every(
    ([name, sub]) => resolveSchema(sub).const === undefined || (value as Holder)[name] === resolveSchema(sub).const,
  );
}

/** A holder with its required keys, from the examples. */
function made({ key, holder }: Way): unknown {
  if (holder.items) return exampleOf(holder);
  if (!holder.properties) return exampleOf(holder);
  const required = (holder.required ?? []).filter((name) => name !== key);
  return Object.fromEntries(required.map((name) => [name, exampleOf(resolveSchema(holder.properties![name]!))]));
}

function leafValue(now: unknown, schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  return now !== undefined && now !== null ? now : exampleOf(schema);
}

const exampleOf = (schema: Schema): unknown => structuredClone(schema.examples?.[0] ?? schema.const);

/** The value of a leaf. */
export function valueAt(root: unknown, { way }: Leaf): unknown {
  return way.reduce<unknown>((value, { key }) => (value as Holder)[key], root);
}

/** Copies of a carrier with other values at the leaf, some of them legal. `texts`: names to try. */
export function* withOther(root: unknown, leaf: Leaf, texts: readonly string[]): Generator<unknown> {
  const { schema, way } = leaf;
  const now = valueAt(root, leaf);
  const changed = (value: unknown): unknown => {
    const copy = structuredClone(root) as Holder;
    const holder = way.slice(0, -1).reduce<unknown>((at, { key }) => (at as Holder)[key], copy) as Holder;
    holder[way.at(-1)!.key] = value;
    return copy;
  };
  if (schema.oneOf && schema.const !== null) yield* otherBranches(root, leaf);
  else if (schema.const === null) yield changed(exampleOf({ ...schema, const: undefined }));
  else {
    for (const value of otherValues(schema, now, texts)) yield changed(value);
    if (typeof way.at(-1)!.key === 'number') yield withoutEntry(root, leaf);
  }
}

/** In a list without repetitions every other value may be present already. Then the entry is removed. */
function withoutEntry(root: unknown, { way }: Leaf): unknown {
  const copy = structuredClone(root);
  const list = way.slice(0, -1).reduce<unknown>((at, { key }) => (at as Holder)[key], copy) as unknown[];
  list.splice(way.at(-1)!.key as number, 1);
  return copy;
}

function* otherValues(schema: Schema, now: unknown, texts: readonly string[]): Generator<unknown> {
  for (const value of schema.enum ?? []) if (value !== now) yield value;
  if (typeof now === 'boolean') yield !now;
  if (typeof now === 'number') {
    const step = schema.multipleOf ?? 1;
    yield* [now + step, now + 2 * step, now - step, now + 0.5, now * 1.25, now / 2].filter((value) => value !== now);
  }
  if (typeof now === 'string') yield* [`${now}-2`, ...texts].filter((value) => value !== now);
}

/** The holder of a tag as each other branch, with all values that may stay, else with the examples. */
function* otherBranches(root: unknown, { schema, way }: Leaf): Generator<unknown> {
  const tag = way.at(-1)!.key as string;
  for (const branch of schema.oneOf!) {
    const other = resolveSchema(branch);
    if (resolveSchema(other.properties![tag]!).const === schema.const) continue;
    for (const keeps of [true, false]) {
      const copy = structuredClone(root) as Holder;
      const path = way.slice(0, -1);
      const parent = path.slice(0, -1).reduce<unknown>((at, { key }) => (at as Holder)[key], copy) as Holder;
      const key = path.at(-1)!.key;
      const before = parent[key] as Holder;
      const names = Object.keys(other.properties!).filter(
        (name) => other.required?.includes(name) || (keeps && name in before),
      );
      const value = (name: string): unknown => {
        const sub = resolveSchema(other.properties![name]!);
        return sub.const ?? (name in before && (keeps || name === 'id') ? before[name] : exampleOf(sub));
      };
      parent[key] = Object.fromEntries(names.map((name) => [name, value(name)]));
      yield copy;
    }
  }
}
