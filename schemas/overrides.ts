// Changes of a pipeline by the command line: `--set path=value`, `--seed`, `--images`. They change plain values before
// any check.
import type { Finding, Path, Place, Source } from './complaint.js';
import { asMapping } from './merge-layers.js';
import { nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import { readYaml } from './read-yaml.js';
import { listNames, showValue } from './show-value.js';

export interface Overrides {
  /** `channels=8`: values of declared parameters (schemas/parameters.ts). */
  readonly param?: readonly string[];
  /** `stages.generator.generations=4`: a path (stages by id) and a value in YAML's flow form. */
  readonly set?: readonly string[];
  readonly seed?: string;
  /** A folder of images that replaces the pipeline's data set; nothing else changes. */
  readonly images?: string;
}

type Mapping = Record<string | number, unknown>;

/** Applies overrides in the order seed, images, set. `root` and `positions` are changed. */
export function applyOverrides(root: unknown, positions: Positions, { seed, images, set = [] }: Overrides): Finding[] {
  const seedFindings = seed === undefined ? [] : assign(root, positions, { file: '--seed', text: `seed=${seed}` });
  if (images !== undefined) useFolder(root, positions, images);
  return [...seedFindings, ...set.flatMap((text) => assign(root, positions, { file: '--set', text }))];
}

/** Applies one `path=value`. */
function assign(root: unknown, positions: Positions, source: Source): Finding[] {
  const equals = source.text.indexOf('=');
  if (equals <= 0) {
    const whole = { source, start: 0, end: source.text.length };
    return [refused(whole, 'must have the form path=value', JSON.stringify(source.text))];
  }
  const read = readYaml(source, equals + 1);
  const target = findTarget(root, positions, partsOf(source, equals));
  const wrong = ['code' in target ? [target] : [], read.findings].flat();
  if ('code' in target || wrong.length > 0) return wrong;
  const { holder, key, path, place } = target;
  positions.replace(path, holder[key]);
  positions.adopt(path, read.positions, read.value);
  positions.setKey(path, place);
  if (!positions.has(path)) positions.setValue(path, place);
  holder[key] = read.value;
  return [];
}

/** A name in the path of an override, and its position. */
interface Part {
  readonly name: string;
  readonly place: Place;
}

interface Target {
  readonly holder: Mapping;
  readonly key: string | number;
  readonly path: Path;
  readonly place: Place;
}

function partsOf(source: Source, end: number): Part[] {
  let start = 0;
  return source.text
    .slice(0, end)
    .split('.')
    .map((name) => {
      const place = { source, start, end: start + name.length };
      start = place.end + 1;
      return { name, place };
    });
}

/** Keys that are fixed before anything is changed. */
const ofFiles: Readonly<Record<string, string>> = {
  extends: 'cannot change which file a file extends',
  parameters: 'cannot change declarations; set the value of a parameter with --param name=value',
};

/** Walks to the value that holds the last part of the path; makes missing mappings on the way. */
function findTarget(root: unknown, positions: Positions, parts: readonly Part[]): Target | Finding {
  let value = root;
  let path: Path = [];
  for (const [index, part] of parts.entries()) {
    const key =
      index === 0 && Object.hasOwn(ofFiles, part.name)
        ? refused(part.place, ofFiles[part.name]!, part.name)
        : keyOf(value, part);
    if (typeof key === 'object') return key;
    const holder = value as Mapping;
    path = [...path, key];
    if (index === parts.length - 1) return { holder, key, path, place: part.place };
    if (holder[key] === undefined || holder[key] === null) {
      holder[key] = Object.create(null) as Mapping;
      positions.setKey(path, part.place);
      positions.setValue(path, part.place);
    }
    value = holder[key];
  }
  return refused(parts[0]!.place, 'must have a path', 'nothing');
}

/** The key or list position that a part names in a value, or why it names none. */
function keyOf(value: unknown, { name, place }: Part): string | number | Finding {
  if (name.trim() === '') return refused(place, 'must have a name between the dots of its path', 'nothing');
  if (Array.isArray(value)) return entryOf(value, name, place);
  if (typeof value === 'object' && value !== null) return name;
  return refused(place, `leads below a value that has no entries (${showValue(value)})`, name);
}

function entryOf(list: readonly unknown[], name: string, place: Place): number | Finding {
  const names = list.map((entry, index) => idOf(entry) ?? String(index));
  const position = names.indexOf(name);
  if (position >= 0) return position;
  if (/^\d{1,4}$/.test(name) && Number(name) < list.length) return Number(name);
  return refused(place, `must lead to an entry: ${listNames(names)}`, name, nearestName(name, names));
}

function idOf(entry: unknown): string | undefined {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : undefined;
}

function refused(place: Place, must: string, found: string, near?: string): Finding {
  return {
    code: 'EAGAN_PIPELINE_OVERRIDE',
    severity: 'error',
    path: [],
    place,
    message: `${place.source.file} ${place.source.text} ${must}`,
    expected: 'path=value, for example stages.generator.generations=4',
    found,
    ...(near ? { suggestion: `Did you mean ${near}?` } : {}),
  };
}

/** Sets a folder as the data set: its kind and path. Everything else about the data set and its metrics stays. */
function useFolder(root: unknown, positions: Positions, path: string): void {
  const pipeline = asMapping(root);
  if (pipeline === null) return;
  const place = { source: { file: '--images', text: path }, start: 0, end: path.length };
  const old = asMapping(pipeline.dataset);
  if (old === null) {
    positions.replace(['dataset'], pipeline.dataset);
    positions.setKey(['dataset'], place);
    positions.setValue(['dataset'], place);
  }
  const named: Mapping = { kind: 'imageFolder', path };
  const dataset = Object.assign(Object.create(null) as Mapping, old, named);
  // Of STL-10 it is a flag; of a folder, names.
  if (typeof dataset.unlabeled === 'boolean') delete dataset.unlabeled;
  pipeline.dataset = dataset;
  for (const name of Object.keys(named)) {
    positions.replace(['dataset', name], old?.[name]);
    positions.setKey(['dataset', name], place);
    positions.setValue(['dataset', name], place);
  }
}
