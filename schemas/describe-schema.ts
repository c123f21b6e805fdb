// A schema in words: what is allowed, an example, and the likely intention.
import { nearestName } from './nearest.js';
import type { Schema } from './schema.js';
import { listNames } from './show-value.js';
import { adviseText, ruleOf } from './text-rules.js';

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
  string: (schema) => (schema.pattern ? ruledText(schema) : schema.minLength ? 'a text that is not empty' : 'a text'),
  array: ({ minItems, maxItems, items }) =>
    minItems === maxItems && minItems
      ? `a list of ${minItems}`
      : `a list of at least ${minItems ?? 0}${items?.enum ? ` different names (${items.enum.join(', ')})` : ''}`,
  object: (schema) =>
    schema.maxProperties === 1
      ? `a mapping with exactly one of ${listNames(Object.keys(schema.properties!))}`
      : `a mapping${describeNames(schema.propertyNames)}`,
};

const ruledText = (schema: Schema): string => `${ruleOf(schema.pattern!)} (for example ${showExample(schema)})`;

/** Which names a mapping with freely chosen names may have. */
function describeNames(names: Schema | undefined): string {
  if (names === undefined) return '';
  return names.enum ? ` from ${listNames(names.enum.map(String))}` : ` whose names are ${ruleOf(names.pattern!)}`;
}

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

/** The likely intention of a value of the wrong type or a misspelt name. */
export function suggestValue(value: unknown, schema: Schema): string | undefined {
  const types = [schema.type ?? []].flat();
  if (typeof value === 'string') {
    if (schema.pattern) return adviseText(value, schema.pattern).suggestion ?? withUnit(value, schema.pattern);
    const near = schema.enum && nearestName(value, schema.enum.map(String));
    if (near) return `Did you mean ${near}?`;
    if (types.includes('boolean') && /^(no|off|n)$/i.test(value)) return 'In YAML 1.2 this is text; write false.';
    if (types.includes('boolean') && /^(yes|on|y)$/i.test(value)) return 'In YAML 1.2 this is text; write true.';
    if (types.some((type) => ['integer', 'number'].includes(type))) return numberInText(value);
  }
  if (typeof value === 'number' && schema.pattern) return withUnit(String(value), schema.pattern);
  if (value === null && types.includes('object')) return 'Indent the keys that belong to it.';
  return undefined;
}

/** A time that lacks its unit. */
function withUnit(text: string, pattern: string): string | undefined {
  const units = ['s', 'h'].map((unit) => `${text.trim()}${unit}`).filter((one) => new RegExp(pattern).test(one));
  return units.length === 0 ? undefined : `Add a unit: ${listNames(units)}.`;
}

function numberInText(text: string): string | undefined {
  const plain = text.trim().replaceAll(/(?<=\d)[_,](?=\d{3})/g, '');
  if (plain === '' || !Number.isFinite(Number(plain))) return undefined;
  // Number reads more than YAML does, such as 0b11.
  if (!/^[-+.\d]/.test(plain) || /[^-+.\deE]/.test(plain)) return `Write ${Number(plain)}.`;
  return plain === text.trim() ? `Write ${plain} without quotes.` : `Write ${plain} without separators.`;
}
