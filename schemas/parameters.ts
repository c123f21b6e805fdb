// Declared parameters: their values, from `--param` or their defaults, and `${param:name}` in the values of a pipeline.
import type { Finding, Path, Place, Source } from './complaint.js';
import { fileKeyFindings } from './file-keys.js';
import { asMapping } from './merge-layers.js';
import { nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import { readYaml } from './read-yaml.js';
import { listNames, showValue } from './show-value.js';

type Scalar = number | boolean | string;

interface Declaration {
  readonly type: 'integer' | 'number' | 'boolean' | 'string';
  readonly default?: Scalar;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly Scalar[];
}

/** A parameter's value and its position. */
interface Value {
  readonly value: Scalar;
  readonly place: Place;
}

export interface Parameters {
  /** The declared names. A name without a legal value is not in `values`. */
  readonly names: readonly string[];
  /** False if `parameters` is not a mapping, so that the names are unknown. */
  readonly isUsable: boolean;
  readonly values: ReadonlyMap<string, Value>;
  readonly findings: readonly Finding[];
}

/**
 * Takes `parameters` out of a file's values, and gives each its value. `given`: `name=value` of the command line; the
 * last one counts.
 */
export function takeParameters(root: unknown, positions: Positions, given: readonly string[] = []): Parameters {
  const { parameters } = asMapping(root) ?? {};
  if (asMapping(root)) delete asMapping(root)!.parameters;
  const illegal = parameters === undefined ? [] : fileKeyFindings({ parameters }, positions);
  const isUsable = illegal.every(({ path }) => path.length > 1);
  const names = isUsable ? Object.keys(asMapping(parameters) ?? {}) : [];
  const broken = new Set(illegal.map(({ path }) => path[1]));
  const sound = names.filter((name) => !broken.has(name));
  const declared = new Map(sound.map((name) => [name, asMapping(parameters)![name] as Declaration]));
  const findings: Finding[] = [...illegal];
  const values = new Map<string, Value>();
  for (const [name, declaration] of declared) takeDefault(name, declaration, positions, values, findings);
  for (const text of given) takeGiven({ file: '--param', text }, { declared, names, isUsable }, values, findings);
  for (const name of sound.filter((one) => !values.has(one) && !findings.some(({ path }) => path[1] === one))) {
    findings.push(withoutValue(name, declared.get(name)!, positions.key(['parameters', name])));
  }
  return { names, isUsable, values, findings };
}

interface Declared {
  /** The usable ones, by name. */
  readonly declared: ReadonlyMap<string, Declaration>;
  /** All of them. */
  readonly names: readonly string[];
  /** False if `parameters` is not a mapping, so that the names are unknown. */
  readonly isUsable: boolean;
}

function takeDefault(
  name: string,
  declaration: Declaration,
  positions: Positions,
  values: Map<string, Value>,
  findings: Finding[],
): void {
  if (declaration.default === undefined) return;
  const path = ['parameters', name, 'default'];
  const place = positions.value(path);
  if (isLegal(declaration.default, declaration)) values.set(name, { value: declaration.default, place });
  else findings.push(illegalValue(name, declaration, declaration.default, place, path));
}

function takeGiven(
  source: Source,
  { declared, names, isUsable }: Declared,
  values: Map<string, Value>,
  findings: Finding[],
): void {
  const equals = source.text.indexOf('=');
  const end = equals < 0 ? source.text.length : equals;
  const name = source.text.slice(0, end);
  const declaration = declared.get(name);
  if (equals <= 0) return void findings.push(wrongForm(source));
  // A broken declaration was already complained about at its own position.
  if (!isUsable || (!declaration && names.includes(name))) return;
  if (!declaration) return void findings.push(unknownParameter(name, names, { source, start: 0, end }));
  const place = { source, start: equals + 1, end: source.text.length };
  const value = readValue(source, equals + 1, declaration);
  if (isLegal(value, declaration)) values.set(name, { value, place });
  else findings.push(illegalValue(name, declaration, value, place, ['parameters', name]));
}

/** A text as it is written, everything else as YAML reads it. */
function readValue(source: Source, start: number, { type }: Declaration): unknown {
  return type === 'string' ? source.text.slice(start) : readYaml(source, start).value;
}

function isLegal(value: unknown, declaration: Declaration): value is Scalar {
  const { type, minimum = -Infinity, maximum = Infinity, enum: choices } = declaration;
  const isOfType = type === 'integer' ? Number.isSafeInteger(value) : typeof value === type;
  if (!isOfType || (typeof value === 'number' && !Number.isFinite(value))) return false;
  if (choices && !choices.includes(value as Scalar)) return false;
  return typeof value !== 'number' || (value >= minimum && value <= maximum);
}

const typeWords = { integer: 'an integer', number: 'a number', boolean: 'true or false', string: 'a text' } as const;

/** What a parameter may be. */
function describe({ type, minimum, maximum, enum: choices }: Declaration): string {
  if (choices) return listNames(choices.map(String));
  const least = minimum === undefined ? '' : ` of at least ${minimum}`;
  const most = maximum === undefined ? '' : `${least ? ' and' : ' of'} at most ${maximum}`;
  return `${typeWords[type]}${least}${most}`;
}

function illegalValue(name: string, declaration: Declaration, value: unknown, place: Place, path: Path): Finding {
  const [expected, found] = [describe(declaration), showValue(value)];
  const message = `the parameter ${name} must be ${expected} (got ${found})`;
  return { code: 'EAGAN_PARAMETER_VALUE', severity: 'error', path, place, message, expected, found };
}

function withoutValue(name: string, declaration: Declaration, place: Place): Finding {
  const expected = describe(declaration);
  return {
    code: 'EAGAN_PARAMETER_VALUE',
    severity: 'error',
    path: ['parameters', name],
    place,
    message: `the parameter ${name} must have a value, because it has no default (got nothing)`,
    expected,
    found: 'nothing',
    suggestion: `Add --param ${name}=… with ${expected}, or a default.`,
  };
}

function wrongForm(source: Source): Finding {
  const found = JSON.stringify(source.text);
  return {
    code: 'EAGAN_PIPELINE_OVERRIDE',
    severity: 'error',
    path: [],
    place: { source, start: 0, end: source.text.length },
    message: `--param ${source.text} must have the form name=value (got ${found})`,
    expected: 'name=value',
    found,
  };
}

/** There is no declared parameter of that name. */
export function unknownParameter(name: string, names: readonly string[], place: Place, path: Path = []): Finding {
  const near = nearestName(name, names);
  const found = name === '' ? 'no name' : name;
  const way = names.length > 0 ? `Declared: ${listNames(names)}.` : 'Declare it under parameters.';
  return {
    code: 'EAGAN_PARAMETER_UNKNOWN',
    severity: 'error',
    path,
    place,
    message: `a parameter must be declared under parameters (got ${found})`,
    expected: listNames(names) || 'a declaration',
    found,
    suggestion: near ? `Did you mean ${near}?` : way,
  };
}
