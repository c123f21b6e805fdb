// Puts examples in place of what the schema refuses, so that the meaning of everything else can still be judged: all complaints at once.
import type { ErrorObject } from 'ajv';
import type { RawPipeline } from './raw-pipeline.js';
import { checkSchema, resolveSchema, tagOf, type Schema } from './schema.js';

type Mapping = Record<string | number, unknown>;

/** A legal pipeline that is like `value` but for the refused parts; null when examples cannot mend it. `value` stays as it is. */
export function repair(value: unknown, errors: readonly ErrorObject[]): RawPipeline | null {
  const copy = structuredClone(value);
  for (const error of errors) mend(copy, error);
  const checked = checkSchema(copy);
  return checked.ok ? checked.pipeline : null;
}

function mend(root: unknown, { keyword, instancePath, params, parentSchema, propertyName }: ErrorObject): void {
  // What is wrong with a name is told again, by `propertyNames`.
  if (propertyName !== undefined) return;
  const schema = parentSchema as Schema;
  const { holder, name } = locate(root, instancePath);
  const value = name === undefined ? root : isMapping(holder) ? holder[name] : undefined;
  if (keyword === 'additionalProperties' && isMapping(value)) delete value[params.additionalProperty as string];
  else if (keyword === 'propertyNames' && isMapping(value)) delete value[params.propertyName as string];
  else if (keyword === 'required' && isMapping(value)) addExample(value, schema, params.missingProperty as string);
  else if (keyword === 'discriminator' && isMapping(value)) value[params.tag as string] = likeliestTag(value, schema);
  else if (isMapping(holder) && name !== undefined) holder[name] = exampleOf(schema);
}

/** What holds the value of a JSON pointer, and under which name; no name for the root. */
function locate(root: unknown, pointer: string): { holder: unknown; name: string | undefined } {
  const unescape = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
  const parts = pointer.split('/').slice(1).map(unescape);
  const into = (value: unknown, part: string): unknown => (isMapping(value) ? value[part] : undefined);
  return { holder: parts.slice(0, -1).reduce(into, root), name: parts.at(-1) };
}

function addExample(value: Mapping, schema: Schema, name: string): void {
  value[name] = exampleOf(schema.properties![name]!);
}

/** The tag of the branch that knows most of the keys. */
function likeliestTag(value: Mapping, union: Schema): string {
  const unknownIn = (branch: Schema): number =>
    Object.keys(value).filter((key) => !(key in resolveSchema(branch).properties!)).length;
  const [best] = [...union.oneOf!].sort((a, b) => unknownIn(a) - unknownIn(b));
  return tagOf(union, best!).value;
}

const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null;

function exampleOf(unresolved: Schema): unknown {
  const schema = resolveSchema(unresolved);
  return structuredClone(schema.examples?.[0] ?? schema.const ?? schema.enum?.[0]);
}
