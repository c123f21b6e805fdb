// Where each value of a completed pipeline comes from, and what it replaced.
import { EaganError } from '../domain/errors.js';
import { lineAndColumn, pathText, type Path, type Place } from './complaint.js';
import type { Layer } from './merge-layers.js';
import { nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import { listNames } from './show-value.js';

/** A value and its origin in words: `base.yaml:12:3`, `--set`, `parameter channels (base.yaml:3:40)`, `default`. */
export interface Explanation {
  readonly path: string;
  readonly value: unknown;
  readonly from: string;
  /** Where it is written, if that is another path: stageDefaults, training. */
  readonly via?: string;
  /** What it replaced, or what stands in a farther layer; the nearest first. */
  readonly replaced: readonly { readonly value: unknown; readonly from: string; readonly via?: string }[];
}

/** Explains every leaf at or below a path of the written form. Throws EAGAN_USAGE if there is nothing at the path. */
export function explain(form: Record<string, unknown>, written: Layer, asked: string): Explanation[] {
  const { path, value } = find(form, asked);
  return leavesBelow(value, path).map((leaf) => explainLeaf(leaf.path, leaf.value, form, written));
}

/** The value at a path; entries of lists by id or number. */
function find(form: Record<string, unknown>, asked: string): { path: Path; value: unknown } {
  const names = asked
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter(Boolean);
  let value: unknown = form;
  const path: (string | number)[] = [];
  for (const name of names) {
    const known = namesIn(value);
    const index = known.indexOf(name);
    const isNumber = Array.isArray(value) && /^\d+$/.test(name) && Number(name) < value.length;
    if (index < 0 && !isNumber) throw nothingAt(asked, name, known);
    const key = Array.isArray(value) ? (index < 0 ? Number(name) : index) : name;
    path.push(key);
    value = (value as Record<string | number, unknown>)[key];
  }
  return { path, value };
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((entry, index) => String((entry as { id?: string } | null)?.id ?? index));
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function nothingAt(asked: string, name: string, known: readonly string[]): EaganError {
  const near = nearestName(name, known);
  const way = near ? `Did you mean ${near}?` : `There are ${listNames(known)}.`;
  return new EaganError('EAGAN_USAGE', `--explain must lead to a value (got ${asked}, and there is no ${name})`, way);
}

/** A list of values is a leaf; mappings and lists of mappings are not. */
function leavesBelow(value: unknown, path: Path): { path: Path; value: unknown }[] {
  const isList = Array.isArray(value);
  const isPlain = isList && value.every((entry) => typeof entry !== 'object' || Array.isArray(entry));
  if (typeof value !== 'object' || value === null || isPlain) return [{ path, value }];
  return Object.entries(value).flatMap(([name, item]) => leavesBelow(item, [...path, isList ? Number(name) : name]));
}

function explainLeaf(path: Path, value: unknown, form: unknown, { value: root, positions }: Layer): Explanation {
  // A value that a nearer layer removed has a position but does not exist.
  const isWritten = (one: Path): boolean => positions.has(one) && at(root, one) !== undefined;
  const written = candidates(path, root, form as { stages: { search: string }[] }).filter(isWritten);
  const [origin, ...outer] = written;
  const text = (one: Path): string => pathText(one, root);
  const via = (one: Path): { via?: string } => (text(one) === pathText(path, form) ? {} : { via: text(one) });
  const further = outer.map((one) => ({ value: at(root, one), from: fromText(one, positions), ...via(one) }));
  const before = origin === undefined ? replacedAt(path, positions) : replacedAt(origin, positions);
  return {
    path: pathText(path, form),
    value,
    ...(origin === undefined ? { from: 'default' } : { from: fromText(origin, positions), ...via(origin) }),
    replaced: [...before, ...further],
  };
}

const settings: readonly string[] = ['breeding', 'evaluation', 'training'];

/**
 * Where a value of the written form may be written, nearest first. A thing that is replaced as a whole is looked up as
 * a whole.
 */
function candidates(path: Path, root: unknown, form: { stages: { search: string }[] }): Path[] {
  const [section, second, ...rest] = path;
  if (section === 'finalTraining') {
    if (second === 'training') return [path, ['training', ...rest]];
    return second === 'images' ? [path, ['metrics', 'images']] : [path];
  }
  if (section !== 'stages') return [path];
  const [key] = rest;
  if (key === 'space') return [path, ['networks', form.stages[second as number]!.search, 'space']];
  if (key === 'spaces') return [path, ['networks', rest[1]!, 'space']];
  const isWhole = !settings.includes(String(key)) && at(root, ['stages', second!, key!]) !== undefined;
  // For example, a stage's own selection replaces all of the common one, even keys that it does not give.
  const own: Path[] = isWhole && at(root, path) === undefined ? [path] : [path, ['stageDefaults', ...rest]];
  if (key === 'training') return [...own, rest];
  return rest.join('.') === 'evaluation.images' ? [...own, ['metrics', 'images']] : own;
}

/** What was replaced at a path, or in something around it. */
function replacedAt(path: Path, positions: Positions): { value: unknown; from: string }[] {
  return path.flatMap((_, index) => {
    const around = path.slice(0, path.length - index);
    const below = path.slice(path.length - index);
    return positions
      .replaced(around)
      .map(({ value, place }) => ({ value: at(value, below), from: placeText(place) }))
      .filter(({ value }) => value !== undefined);
  });
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((holder, part) => (holder as Record<string | number, unknown> | null)?.[part], value);
}

function fromText(path: Path, positions: Positions): string {
  const use = positions.parameter(path);
  const place = placeText(positions.value(path));
  return use === undefined
    ? place
    : `${place}, parameter ${use.name} (${use.place.source.folder ? 'default, ' : ''}${placeText(use.place)})`;
}

/** A file with line and column; an option by its name. */
function placeText({ source, start }: Place): string {
  if (source.folder === undefined) return source.file;
  const { line, column } = lineAndColumn(source.text, start);
  return `${source.file}:${line}:${column}`;
}
