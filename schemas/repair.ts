// Puts examples in place of what the schema refuses, so that the meaning of everything else can still be judged: all complaints at once.
import type { ErrorObject } from 'ajv';
import type { RawPipeline } from './raw-pipeline.js';
import { checkSchema, resolveSchema, type Schema } from './schema.js';

type Mapping = Record<string | number, unknown>;

/** A legal pipeline that is like `value` but for the refused parts; null when examples cannot mend it. `value` stays as it is. */
export function repair(value: unknown, errors: readonly ErrorObject[]): RawPipeline | null {
  const copy = structuredClone(value);
  for (const error of errors) mend(copy, error);
  const checked = checkSchema(copy);
  return checked.ok ? checked.pipeline : null;
}

function mend(root: unknown, { keyword, instancePath, params, parentSchema }: ErrorObject): void {
  const schema = parentSchema as Schema;
  const parts = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const holder = parts.slice(0, -1).reduce<unknown>((value, part) => (value as Mapping | undefined)?.[part], root);
  const name = parts.at(-1);
  const value = name === undefined ? root : (holder as Mapping | undefined)?.[name];
  if (!isMapping(value) && name === undefined) return;
  if (keyword === 'additionalProperties') delete (value as Mapping)[params.additionalProperty as string];
  else if (keyword === 'required')
    (value as Mapping)[params.missingProperty as string] = exampleOf(
      schema.properties![params.missingProperty as string]!,
    );
  else if (isMapping(holder) && name !== undefined) holder[name] = exampleOf(schema);
}

const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null;

function exampleOf(unresolved: Schema): unknown {
  const schema = resolveSchema(unresolved);
  return structuredClone(schema.examples?.[0] ?? schema.const ?? schema.enum?.[0]);
}
