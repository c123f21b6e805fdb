// Repairs in a copy what the schema refuses: a near name for a misspelt key, a likely tag, else an example. So values
// behind a mistake can be checked too, for all complaints at once.
import type { ErrorObject } from 'ajv';
import type { Path } from './complaint.js';
import { fitsType, likeliestTag } from './likely-branch.js';
import { nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import { resolveSchema, type Schema } from './schema.js';
import { nearestLegalText } from './text-rules.js';

type Mapping = Record<string | number, unknown>;

/** Repairs one error in `root`. A renamed key keeps its positions. `path`: what the error is about. */
export function mend(root: unknown, error: ErrorObject, path: Path, positions: Positions): void {
  const { keyword, params, parentSchema, propertyName } = error;
  // `propertyNames` reports what is wrong with a name once more.
  if (propertyName !== undefined) return;
  const schema = parentSchema as Schema;
  const value = valueAt(root, path);
  const holder = valueAt(root, path.slice(0, -1));
  const rename = (name: string, to: string | undefined): void =>
    isMapping(value) ? renameKey(value, path, name, to, positions) : undefined;
  if (keyword === 'additionalProperties') {
    const name = params.additionalProperty as string;
    const near = nearestName(name, Object.keys(schema.properties ?? {}));
    rename(name, near && fitsType((value as Mapping)[name], schema.properties![near]!) ? near : undefined);
  } else if (keyword === 'propertyNames') {
    const name = params.propertyName as string;
    const { enum: listed, pattern } = schema.propertyNames!;
    rename(name, listed ? nearestName(name, listed.map(String)) : nearestLegalText(name, pattern!));
  } else if (keyword === 'required' && isMapping(value)) {
    const name = params.missingProperty as string;
    value[name] ??= exampleOf(schema.properties![name]!);
  } else if (keyword === 'discriminator' && isMapping(value)) {
    value[params.tag as string] = likeliestTag(value as Record<string, unknown>, schema);
  } else if (isMapping(holder) && path.length > 0) {
    holder[path.at(-1)!] = likelyValue(value, schema);
  }
}

/** Renames a key; deletes it if no free name is near. */
function renameKey(holder: Mapping, path: Path, name: string, to: string | undefined, positions: Positions): void {
  const value = holder[name];
  delete holder[name];
  if (to === undefined || Object.hasOwn(holder, to)) return;
  holder[to] = value;
  positions.adopt([...path, to], positions, value, [...path, name]);
}

/** The intended text, if a pattern can tell it; else an example. */
function likelyValue(value: unknown, schema: Schema): unknown {
  const near = typeof value === 'string' && schema.pattern ? nearestLegalText(value, schema.pattern) : undefined;
  return near ?? exampleOf(schema);
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (isMapping(value) ? value[part] : undefined), root);
}

const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null;

function exampleOf(unresolved: Schema): unknown {
  const schema = resolveSchema(unresolved);
  return structuredClone(schema.examples?.[0] ?? schema.const ?? schema.enum?.[0]);
}
