// What the JSON Schema refuses → findings: one for each cause, in words.
import type { ErrorObject } from 'ajv';
import type { ErrorCode } from '../domain/errors.js';
import { pathText, type Finding, type Path } from './complaint.js';
import { legalPlaces } from './legal-keys.js';
import { nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import type { Schema } from './schema.js';
import { resolveSchema, tagOf } from './schema.js';
import { listNames, showValue } from './show-value.js';

interface Context {
  readonly root: unknown;
  readonly positions: Positions;
}

/** Findings of ajv's errors on the value `root`. */
export function schemaFindings(errors: readonly ErrorObject[], root: unknown, positions: Positions): Finding[] {
  const context = { root, positions };
  return withoutConsequences(errors).map((error) => {
    const path = pointerToPath(error.instancePath, root);
    if (error.keyword === 'additionalProperties') return unknownKey(error, path, context);
    if (error.keyword === 'required') return missingKey(error, path, context);
    if (error.keyword === 'discriminator') return wrongTag(error, path, context);
    return wrongValue(error, path, context);
  });
}

/** A JSON pointer as a path; numbers only where the value around is a list. */
function pointerToPath(pointer: string, root: unknown): Path {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const name = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const part = Array.isArray(value) ? Number(name) : name;
      value = (value as Record<string | number, unknown>)[part];
      return part;
    });
}

/** Leaves out what another error explains: a missing key beside its misspelling, too many keys beside an unknown one. */
function withoutConsequences(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.filter((error) => {
    const unknown = errors
      .filter((other) => other.keyword === 'additionalProperties' && other.instancePath === error.instancePath)
      .map((other) => String(other.params.additionalProperty));
    if (error.keyword === 'required') {
      return !unknown.some((name) => nearestName(name, legalKeys(error)) === error.params.missingProperty);
    }
    return !['minProperties', 'maxProperties'].includes(error.keyword) || unknown.length === 0;
  });
}

const schemaOf = (error: ErrorObject): Schema => error.parentSchema as Schema;
const legalKeys = (error: ErrorObject): string[] => Object.keys(schemaOf(error).properties ?? {});

function unknownKey(error: ErrorObject, holder: Path, { root, positions }: Context): Finding {
  const name = String(error.params.additionalProperty);
  const legal = legalKeys(error);
  const near = nearestName(name, legal);
  const elsewhere = legalPlaces(name);
  const suggestion = near
    ? `Did you mean ${near}?`
    : elsewhere.length > 0
      ? `The key is legal as ${listNames(elsewhere.slice(0, 3))}.`
      : `Legal here: ${listNames(legal)}.`;
  return {
    code: 'EAGAN_PIPELINE_UNKNOWN_KEY',
    severity: 'error',
    path: [...holder, name],
    place: positions.key([...holder, name]),
    message: `${holder.length === 0 ? 'a pipeline' : pathText(holder, root)}${tagText(error)} has no key ${name}`,
    expected: listNames(legal),
    found: name,
    suggestion,
  };
}

/** ` (kind: shapes)` for a branch of a tagged union. */
function tagText(error: ErrorObject): string {
  const tag = Object.entries(schemaOf(error).properties ?? {}).find(([, property]) => property.const !== undefined);
  return tag && typeof tag[1].const === 'string' ? ` with ${tag[0]}: ${tag[1].const}` : '';
}

function missingKey(error: ErrorObject, holder: Path, { root, positions }: Context): Finding {
  const name = String(error.params.missingProperty);
  const wanted = resolveSchema(schemaOf(error).properties![name]!);
  return {
    code: 'EAGAN_PIPELINE_MISSING_KEY',
    severity: 'error',
    path: [...holder, name],
    place: positions.holder(holder),
    message: `${holder.length === 0 ? 'a pipeline' : pathText(holder, root)}${tagText(error)} must have the key ${name}`,
    expected: describeSchema(wanted),
    found: 'nothing',
    suggestion: `For example ${name}: ${showExample(wanted)}`,
  };
}

function wrongTag(error: ErrorObject, holder: Path, { root, positions }: Context): Finding {
  const union = schemaOf(error);
  const { tag, tagValue } = error.params as { tag: string; tagValue: unknown };
  const legal = union.oneOf!.map((branch) => tagOf(union, branch).value);
  const path = [...holder, tag];
  const isMissing = tagValue === undefined;
  const near = typeof tagValue === 'string' ? nearestName(tagValue, legal) : undefined;
  const verb = isMissing ? `must have the key ${tag}` : `must be ${listNames(legal)} (got ${showValue(tagValue)})`;
  return {
    code: isMissing ? 'EAGAN_PIPELINE_MISSING_KEY' : 'EAGAN_PIPELINE_VALUE',
    severity: 'error',
    path,
    place: isMissing ? positions.holder(holder) : positions.value(path),
    message: `${pathText(isMissing ? holder : path, root)} ${verb}`,
    expected: listNames(legal),
    found: showValue(tagValue),
    ...(near ? { suggestion: `Did you mean ${near}?` } : {}),
    ...(isMissing ? { suggestion: `For example ${tag}: ${legal[0]}` } : {}),
  };
}

const codes: Readonly<Record<string, ErrorCode>> = {
  type: 'EAGAN_PIPELINE_TYPE',
  enum: 'EAGAN_PIPELINE_VALUE',
  const: 'EAGAN_PIPELINE_VALUE',
  pattern: 'EAGAN_PIPELINE_VALUE',
  minLength: 'EAGAN_PIPELINE_VALUE',
  minItems: 'EAGAN_PIPELINE_LIST',
  maxItems: 'EAGAN_PIPELINE_LIST',
  uniqueItems: 'EAGAN_PIPELINE_LIST',
  minProperties: 'EAGAN_PIPELINE_LIST',
};

function wrongValue(error: ErrorObject, path: Path, { root, positions }: Context): Finding {
  const schema = schemaOf(error);
  const expected = describeSchema(schema);
  const value = error.data as unknown;
  const suggestion = suggest(value, schema);
  return {
    code: codeOf(error, path),
    severity: 'error',
    path,
    place: path.length > 0 ? positions.value(path) : positions.holder(path),
    message: `${pathText(path, root) || 'a pipeline'} must be ${expected} (got ${foundText(error)})`,
    expected,
    found: foundText(error),
    ...(suggestion ? { suggestion } : {}),
  };
}

function codeOf(error: ErrorObject, path: Path): ErrorCode {
  if (path.length === 1 && path[0] === 'version') return 'EAGAN_PIPELINE_VERSION';
  if (schemaOf(error).maxProperties === 1 && error.keyword.endsWith('Properties')) return 'EAGAN_PIPELINE_CHOICE';
  return codes[error.keyword] ?? 'EAGAN_PIPELINE_RANGE';
}

function foundText(error: ErrorObject): string {
  if (error.keyword === 'uniqueItems')
    return `an entry twice: ${showValue((error.data as unknown[])[error.params.i as number])}`;
  if (error.keyword === 'maxProperties') return 'both';
  return showValue(error.data);
}

/** What a schema allows, as the end of "must be …". */
export function describeSchema(schema: Schema): string {
  const names = (schema.enum ?? [schema.const]).map(String);
  if (schema.enum || schema.const !== undefined) return names.length === 1 ? names[0]! : `one of ${names.join(', ')}`;
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['object']);
  return listNames(types.map((type) => (describers[type] ?? (() => type))(schema)));
}

const describers: Readonly<Record<string, (schema: Schema) => string>> = {
  null: () => 'null',
  boolean: () => 'true or false',
  integer: (schema) => `${schema.multipleOf ? `a multiple of ${schema.multipleOf}` : 'an integer'}${range(schema)}`,
  number: (schema) => `a number${range(schema)}`,
  string: (schema) => (schema.pattern ? `a text like ${showExample(schema)}` : 'a text'),
  array: ({ minItems, maxItems, items }) =>
    minItems === maxItems && minItems
      ? `a list of ${minItems}`
      : `a list of at least ${minItems ?? 0}${items?.enum ? ` different names (${items.enum.join(', ')})` : ''}`,
  object: (schema) =>
    schema.maxProperties === 1
      ? `a mapping with exactly one of ${listNames(Object.keys(schema.properties!))}`
      : 'a mapping',
};

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const low =
    minimum !== undefined
      ? ` of at least ${minimum}`
      : exclusiveMinimum !== undefined
        ? ` above ${exclusiveMinimum}`
        : '';
  const high =
    maximum !== undefined ? `at most ${maximum}` : exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : '';
  return [low, high].filter(Boolean).join(low && high ? ' and ' : ' ');
}

/** An example in YAML's flow form. */
export function showExample(schema: Schema): string {
  return flow(schema.examples?.[0] ?? schema.const ?? schema.enum?.[0] ?? null);
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${flow(item)}`)
    .join(', ')} }`;
}

/** What was likely meant by a value of the wrong type or a misspelt name. */
function suggest(value: unknown, schema: Schema): string | undefined {
  const types = [schema.type ?? []].flat();
  if (typeof value === 'string') {
    const near = schema.enum && nearestName(value, schema.enum.map(String));
    if (near) return `Did you mean ${near}?`;
    if (types.includes('boolean') && /^(no|off|n)$/i.test(value)) return 'In YAML 1.2 this is text; write false.';
    if (types.includes('boolean') && /^(yes|on|y)$/i.test(value)) return 'In YAML 1.2 this is text; write true.';
    if (types.some((type) => ['integer', 'number'].includes(type))) return numberInText(value);
  }
  if (value === null && types.includes('object')) return 'Indent the keys that belong to it.';
  return undefined;
}

function numberInText(text: string): string | undefined {
  const plain = text.trim().replaceAll(/(?<=\d)[_,](?=\d{3})/g, '');
  if (plain === '' || !Number.isFinite(Number(plain))) return undefined;
  return plain === text.trim() ? `Write ${plain} without quotes.` : `Write ${plain}, without separators.`;
}
