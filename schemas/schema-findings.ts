// What the JSON Schema refuses → findings: one for each cause, in words.
import type { ErrorObject } from 'ajv';
import type { ErrorCode } from '../domain/errors.js';
import { pathText, type Finding, type Path } from './complaint.js';
import { describeSchema, showExample, suggestValue } from './describe-schema.js';
import { legalPlaces } from './legal-keys.js';
import { likeliestTag } from './likely-branch.js';
import { didYouMean, nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import type { Schema } from './schema.js';
import { resolveSchema, tagOf } from './schema.js';
import { listNames, showValue } from './show-value.js';
import { adviseText, ruleOf } from './text-rules.js';

interface Context {
  /** The file's values; their ids name stages. */
  readonly root: unknown;
  readonly positions: Positions;
}

/** Findings of ajv's errors on a value, which may be repaired already. */
export function schemaFindings(
  errors: readonly ErrorObject[],
  { value, ...context }: Context & { readonly value: unknown },
): Finding[] {
  return withoutConsequences(errors).map((error) => {
    const path = pointerToPath(error.instancePath, value);
    if (error.keyword === 'additionalProperties') return unknownKey(error, path, context);
    if (error.keyword === 'propertyNames') return wrongName(error, path, context);
    if (error.keyword === 'required') return missingKey(error, path, context);
    if (error.keyword === 'discriminator') return wrongTag(error, path, context);
    return wrongValue(error, path, context);
  });
}

/** A JSON pointer as a path; a part is a number only if the value around it is a list. */
export function pointerToPath(pointer: string, root: unknown): Path {
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

const aboutKeys = ['additionalProperties', 'propertyNames', 'required'];

/** What the errors say together, collected once: a file may have thousands. */
class Consequences {
  /** The first error about a value, by its pointer. */
  private readonly first = new Map<string, ErrorObject>();
  private readonly unknown = new Map<string, string[]>();

  constructor(errors: readonly ErrorObject[]) {
    for (const error of errors) {
      const { instancePath: at, keyword, params } = error;
      if (!aboutKeys.includes(keyword) && !this.first.has(at)) this.first.set(at, error);
      if (keyword === 'additionalProperties')
        this.unknown.set(at, [...(this.unknown.get(at) ?? []).slice(-mostCompared), String(params.additionalProperty)]);
    }
  }

  /** A missing key beside its misspelling, too many keys beside an unknown one, a second rule that a value breaks. */
  explain(error: ErrorObject): boolean {
    if (error.propertyName !== undefined) return true;
    if (!aboutKeys.includes(error.keyword) && this.first.get(error.instancePath) !== error) return true;
    const unknown = this.unknown.get(error.instancePath) ?? [];
    if (error.keyword === 'required')
      return unknown.some((name) => nearestName(name, legalKeys(error)) === error.params.missingProperty);
    if (error.keyword === 'maxProperties') return knownKeys(error).length <= (schemaOf(error).maxProperties ?? 0);
    return error.keyword === 'minProperties' && unknown.length > 0;
  }
}

/** With how many unknown keys a missing one is compared. */
const mostCompared = 100;

/** Leaves out what another error explains. */
function withoutConsequences(errors: readonly ErrorObject[]): ErrorObject[] {
  const consequences = new Consequences(errors);
  return errors.filter((error) => !consequences.explain(error));
}

const schemaOf = (error: ErrorObject): Schema => error.parentSchema as Schema;
const knownKeys = (error: ErrorObject): string[] =>
  Object.keys(error.data as object).filter((name) => legalKeys(error).includes(name));
const legalKeys = (error: ErrorObject): string[] => Object.keys(schemaOf(error).properties ?? {});

function unknownKey(error: ErrorObject, holder: Path, { root, positions }: Context): Finding {
  const name = String(error.params.additionalProperty);
  const legal = [...legalKeys(error), ...(holder.length === 0 ? ['extends', 'parameters'] : [])];
  const what = `${holder.length === 0 ? 'a pipeline' : pathText(holder, root)}${tagText(error)}`;
  return unknownKeyFinding(name, holder, legal, what, positions);
}

/** `what`: the mapping in words. */
export function unknownKeyFinding(
  name: string,
  holder: Path,
  legal: readonly string[],
  what: string,
  positions: Positions,
): Finding {
  return {
    code: 'EAGAN_PIPELINE_UNKNOWN_KEY',
    severity: 'error',
    path: [...holder, name],
    place: positions.key([...holder, name]),
    message: `${what} has no key ${shownName(name)}`,
    expected: listNames(legal),
    found: shownName(name),
    suggestion: suggestKey(name, legal),
  };
}

/** Keys may be empty; keys that were not text are empty too. */
const shownName = (name: string): string => (name === '' ? 'without a name' : name);

/** A freely chosen name that does not have the allowed form, or is not in a closed list. */
function wrongName(error: ErrorObject, holder: Path, { root, positions }: Context): Finding {
  const name = String(error.params.propertyName);
  const { enum: listed, pattern } = schemaOf(error).propertyNames!;
  const legal = (listed ?? []).map(String);
  const expected = listed ? listNames(legal) : ruleOf(pattern!);
  const about = pathText(holder, root);
  return {
    code: listed ? 'EAGAN_PIPELINE_UNKNOWN_KEY' : 'EAGAN_PIPELINE_VALUE',
    severity: 'error',
    path: [...holder, name],
    place: positions.key([...holder, name]),
    message: listed
      ? `${about} has no key ${shownName(name)}`
      : `a name in ${about} must be ${expected} (got ${shownName(name)})`,
    expected,
    found: shownName(name),
    ...(listed ? { suggestion: suggestKey(name, legal) } : adviseText(name, pattern!)),
  };
}

/** A near name here, or the places where this name is legal, or all names that are legal here. */
function suggestKey(name: string, legal: readonly string[]): string {
  const near = nearestName(name, legal);
  if (near) return `Did you mean ${near}?`;
  const elsewhere = legalPlaces(name).slice(0, 3);
  return elsewhere.length > 0 ? `The key is allowed as ${listNames(elsewhere)}.` : `Allowed here: ${listNames(legal)}.`;
}

/** ` with kind: shapes` for a branch of a tagged union. */
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
  const verb = isMissing ? `must have the key ${tag}` : `must be ${listNames(legal)} (got ${showValue(tagValue)})`;
  return {
    code: isMissing ? 'EAGAN_PIPELINE_MISSING_KEY' : 'EAGAN_PIPELINE_VALUE',
    severity: 'error',
    path,
    place: isMissing ? positions.holder(holder) : positions.value(path),
    message: `${pathText(isMissing ? holder : path, root)} ${verb}`,
    expected: listNames(legal),
    found: showValue(tagValue),
    ...(typeof tagValue === 'string' ? didYouMean(tagValue, legal) : {}),
    ...(isMissing ? { suggestion: `For example ${tag}: ${likeliestTag(error.data as never, union)}` } : {}),
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
  const code = codeOf(error, path);
  const suggestion = code === 'EAGAN_IMAGE_SIZE' ? nearestSizes(value as number, schema) : suggestValue(value, schema);
  return {
    code,
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
  if (error.keyword === 'multipleOf' && path.join('.') === 'dataset.size') return 'EAGAN_IMAGE_SIZE';
  if (schemaOf(error).maxProperties === 1 && error.keyword.endsWith('Properties')) return 'EAGAN_PIPELINE_CHOICE';
  return codes[error.keyword] ?? 'EAGAN_PIPELINE_RANGE';
}

function foundText(error: ErrorObject): string {
  if (error.keyword === 'uniqueItems')
    return `the same entry twice: ${showValue((error.data as unknown[])[error.params.i as number])}`;
  if (error.keyword === 'maxProperties') return 'both';
  return showValue(error.data);
}

/** The legal sizes on both sides: each halving in the networks needs an even size. */
function nearestSizes(size: number, { multipleOf = 1, minimum = 0, maximum = Infinity }: Schema): string {
  const below = Math.floor(size / multipleOf) * multipleOf;
  const legal = [below, below + multipleOf].filter((one) => one >= minimum && one <= maximum);
  return `The nearest sizes are ${listNames(legal.map(String))}.`;
}
