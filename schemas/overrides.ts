// Changes of a pipeline from the command line: `--set path=value`, `--seed`, `--images`. They change plain values before anything is checked.
import type { Finding, Path, Place, Source } from './complaint.js';
import { nearestName } from './nearest.js';
import type { Positions } from './positions.js';
import { readYaml } from './read-yaml.js';
import { listNames, showValue } from './show-value.js';

export interface Overrides {
  /** `stages.generator.generations=4`: a path (stages by id) and a value in YAML's flow form. */
  readonly set?: readonly string[];
  readonly seed?: string;
  /** A folder of images in place of the pipeline's data set; its size and limit of images stay. */
  readonly images?: string;
}

type Mapping = Record<string, unknown>;

/** Applies overrides in the order seed, images, set. `root` is changed. */
export function applyOverrides(root: unknown, positions: Positions, overrides: Overrides): Finding[] {
  const findings: Finding[] = [];
  const apply = (option: string, text: string, assignment: string): void => {
    const finding = applyOne(root, positions, { file: option, text }, assignment.indexOf('=') >= 0);
    if (finding) findings.push(...finding);
  };
  if (overrides.seed !== undefined) apply('--seed', `seed=${overrides.seed}`, '=');
  if (overrides.images !== undefined) useFolder(root, positions, overrides.images);
  for (const text of overrides.set ?? []) apply('--set', text, text);
  return findings;
}

function applyOne(root: unknown, positions: Positions, source: Source, hasValue: boolean): Finding[] | null {
  const equals = source.text.indexOf('=');
  if (!hasValue || equals <= 0)
    return [refused(source, 0, source.text.length, 'must have the form path=value', source.text)];
  const read = readYaml(source, equals + 1);
  if (read.findings.length > 0) return [...read.findings];
  const target = findTarget(root, positions, source, equals);
  if ('finding' in target) return [target.finding];
  positions.forget(target.path);
  positions.adopt(target.path, read.positions);
  positions.setKey(target.path, target.place);
  if (!positions.has(target.path)) positions.setValue(target.path, target.place);
  target.holder[target.name] = read.value;
  return null;
}

type Target =
  | { readonly holder: Mapping; readonly name: string; readonly path: Path; readonly place: Place }
  | { readonly finding: Finding };

/** Walks to the mapping that holds the last part of the path; mappings on the way are made. */
function findTarget(root: unknown, positions: Positions, source: Source, end: number): Target {
  const parts = source.text.slice(0, end).split('.');
  let value = root;
  let path: Path = [];
  let start = 0;
  for (const [index, part] of parts.entries()) {
    const place = { source, start, end: start + part.length };
    const refuse = (what: string, found: string, near?: string): Target => ({
      finding: refused(source, place.start, place.end, what, found, near),
    });
    if (part.trim() === '') return refuse('must have a name between the dots of its path', 'nothing');
    if (Array.isArray(value)) {
      const position = entryPosition(value, part);
      if (position < 0)
        return refuse(
          `must lead to an entry: ${listNames(entryNames(value))}`,
          part,
          nearestName(part, entryNames(value)),
        );
      if (index === parts.length - 1)
        return { holder: value as unknown as Mapping, name: String(position), path: [...path, position], place };
      path = [...path, position];
      value = value[position] as unknown;
    } else if (typeof value === 'object' && value !== null) {
      const mapping = value as Mapping;
      path = [...path, part];
      if (index === parts.length - 1) return { holder: mapping, name: part, path, place };
      if (mapping[part] === undefined || mapping[part] === null) {
        mapping[part] = Object.create(null) as Mapping;
        positions.setKey(path, place);
        positions.setValue(path, place);
      }
      value = mapping[part];
    } else return refuse(`goes below a value that holds nothing (${showValue(value)})`, part);
    start = place.end + 1;
  }
  return { finding: refused(source, 0, end, 'must have a path', source.text) };
}

const idOf = (entry: unknown): string | undefined => {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : undefined;
};
const entryNames = (list: readonly unknown[]): string[] => list.map((entry, index) => idOf(entry) ?? String(index));
function entryPosition(list: readonly unknown[], part: string): number {
  const byId = list.findIndex((entry) => idOf(entry) === part);
  return byId >= 0 ? byId : /^\d+$/.test(part) && Number(part) < list.length ? Number(part) : -1;
}

function refused(source: Source, start: number, end: number, what: string, found: string, near?: string): Finding {
  return {
    code: 'EAGAN_PIPELINE_OVERRIDE',
    severity: 'error',
    path: [],
    place: { source, start, end },
    message: `${source.file} ${source.text} ${what}`,
    expected: 'path=value, for example stages.generator.generations=4',
    found,
    ...(near ? { suggestion: `Did you mean ${near}?` } : {}),
  };
}

/** Puts a folder in place of the data set. An accuracy asked of the old images means nothing for the new ones. */
function useFolder(root: unknown, positions: Positions, path: string): void {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return;
  const pipeline = root as { dataset?: Mapping; metrics?: { extractor?: Mapping } };
  const { size, images } = (pipeline.dataset ?? {}) as { size?: unknown; images?: unknown };
  pipeline.dataset = Object.assign(Object.create(null) as Mapping, {
    kind: 'imageFolder',
    path,
    ...(size === undefined ? {} : { size }),
    ...(images === undefined ? {} : { images }),
  });
  for (const name of ['kind', 'path']) {
    const source = { file: '--images', text: path };
    positions.forget(['dataset', name]);
    positions.setValue(['dataset', name], { source, start: 0, end: path.length });
  }
  if (pipeline.metrics?.extractor) delete pipeline.metrics.extractor.minimumAccuracy;
}
