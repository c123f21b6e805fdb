// The JSON Schema as a compiled check, and as a description that complaints quote.
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { RawPipeline } from './raw-pipeline.js';

/** The parts of a JSON Schema that this program uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** False, or what every value under a name of the reader's own choice must be; `propertyNames` says which names. */
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
  readonly pattern?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** The schema as it ships, beside the sources. */
export const pipelineSchema = JSON.parse(
  readFileSync(new URL('../../schemas/resolved-pipeline.schema.json', import.meta.url), 'utf8'),
) as Schema;

/** Compiling is most of the time that `eagan validate` takes. So the schema is not checked itself (a test does), parts that several others
 * refer to are compiled once, and the code is left as it is: it runs once. */
const quick = { validateSchema: false, meta: false, inlineRefs: false, code: { optimize: false } };

/** The check of a schema. */
export function compileSchema<T>(schema: Schema): ValidateFunction<T> {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    discriminator: true,
    strict: false,
    strictNumbers: true,
    ...quick,
  });
  return ajv.compile<T>(schema);
}

const check = compileSchema<RawPipeline>(pipelineSchema);

export type SchemaCheck =
  { readonly ok: true; readonly pipeline: RawPipeline } | { readonly ok: false; readonly errors: ErrorObject[] };

/** Checks plain values; changes and converts nothing. */
export function checkSchema(value: unknown): SchemaCheck {
  return check(value) ? { ok: true, pipeline: value } : { ok: false, errors: check.errors ?? [] };
}

/** A schema with its reference followed; what stands beside the reference wins. */
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
