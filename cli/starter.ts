// What `eagan init` writes: a copy of a committed pipeline, what it extends, the schema, and an editor's settings.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { EaganError } from '../domain/errors.js';
import { nearestName } from '../schemas/nearest.js';

export interface StarterFile {
  /** Relative to the new folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * The starting points: every committed pipeline by its path without the ending, and rows of the paper's table also by
 * their name alone.
 */
export function startingPoints(names: readonly string[]): ReadonlyMap<string, string> {
  const files = names.filter((name) => name.endsWith('.yaml') && basename(name) !== 'base.yaml').sort();
  const points = new Map(files.map((name) => [name.replace(/\.yaml$/, ''), name]));
  // gd1 is the small one: a starter should run here and now.
  for (const name of files) if (name.startsWith('small/')) points.set(basename(name, '.yaml'), name);
  return points;
}

/**
 * The files of a starting point. `folder`: the shipped pipelines; `names`: its files; `schema`: the shipped JSON
 * Schema.
 */
export function starterFiles(from: string, folder: string, names: readonly string[], schema: string): StarterFile[] {
  const points = startingPoints(names);
  const start = points.get(from);
  if (start === undefined) throw unknownStart(from, [...points.keys()]);
  const [own, ...below] = chainOf(start, folder);
  return [
    { path: 'pipeline.yaml', text: asOnesOwn(own!.text) },
    ...below.map(({ path, text }) => ({ path, text: asOnesOwn(text) })),
    { path: 'pipeline.schema.json', text: readFileSync(schema, 'utf8') },
    { path: '.vscode/settings.json', text: `${JSON.stringify(editorSettings, null, 2)}\n` },
    { path: '.vscode/extensions.json', text: `${JSON.stringify({ recommendations: ['redhat.vscode-yaml'] })}\n` },
  ];
}

/** A file and all that it extends, each beside it under its own name. */
function chainOf(start: string, folder: string): StarterFile[] {
  const files: StarterFile[] = [];
  for (let path: string | null = resolve(folder, start); path !== null;) {
    const text: string = readFileSync(path, 'utf8');
    files.push({ path: basename(path), text });
    const extended: string | undefined = /^extends: (\S+)$/m.exec(text)?.[1];
    path = extended === undefined ? null : resolve(dirname(path), extended);
  }
  return files;
}

/** The first line names the schema, which is beside the file, as images are. */
const asOnesOwn = (text: string): string =>
  text.replace(/\$schema=\S+/, '$schema=./pipeline.schema.json').replace(/path: (\.\.\/)+data\//, 'path: ./data/');

/** For editors that do not read the first line of a file; and two spaces, because YAML forbids tabs. */
const editorSettings = {
  'yaml.schemas': { './pipeline.schema.json': ['*.yaml'] },
  '[yaml]': { 'editor.insertSpaces': true, 'editor.tabSize': 2 },
};

function unknownStart(from: string, names: readonly string[]): EaganError {
  const near = nearestName(from, names);
  return new EaganError(
    'EAGAN_USAGE',
    `--from must be one of ${names.join(', ')} (got ${from})`,
    near ? `Did you mean ${near}?` : 'docs/pipelines.md describes each of them.',
  );
}

/** A path for people: relative to the working directory if that is shorter. */
export function shown(directory: string, path: string): string {
  const near = relative(directory, path);
  return near.startsWith(`..${sep}`) ? path : join(near);
}
