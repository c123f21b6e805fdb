// The JSON Schema as a compiled check, and as a description that complaints quote.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';

/** The parts of a JSON Schema that this program uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** False, or the schema of every value with a freely chosen name; `propertyNames` says which names. */
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The schema of the resolved pipeline, from the file beside the sources. */
export const pipelineSchema = readSchema('resolved-pipeline');

/** The schema of the keys of a file that do not belong to the pipeline: `extends` and `parameters`. */
export const fileKeysSchema = readSchema('file-keys');

function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as Schema;
}

type Compiled = Readonly<Record<'pipeline' | 'fileKeys', ValidateFunction>>;
let compiled: Compiled | null = null;

/** The schemas as code, which the build writes (compile-schemas.ts). */
function checks(): Compiled {
  compiled ??= createRequire(import.meta.url)('./compiled-schemas.cjs') as Compiled;
  return compiled;
}

/** What the schema of the resolved pipeline refuses of plain values; changes and converts nothing. */
export function schemaErrors(value: unknown): ErrorObject[] {
  return errorsOf(checks().pipeline, value);
}

/** What the schema of a file's own keys refuses. */
export function fileKeyErrors(keys: unknown): ErrorObject[] {
  return errorsOf(checks().fileKeys, keys);
}

const errorsOf = (check: ValidateFunction, value: unknown): ErrorObject[] => (check(value) ? [] : (check.errors ?? []));

/** A schema with its reference followed; keys beside the reference win. */
export function resolveSchema(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  return { ...resolveSchema(pipelineSchema.definitions![$ref.split('/').at(-1)!]!), ...beside };
}

/** The tag of a branch of a tagged union: `pairing: oneToOne`. */
export function tagOf(union: Schema, branch: Schema): { name: string; value: string } {
  const name = union.discriminator!.propertyName;
  return { name, value: String(resolveSchema(branch).properties![name]!.const) };
}
