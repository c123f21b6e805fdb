// The files of a pipeline: the named one and those that it extends, each read in the same way.
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { howToAllow } from '../scripts/confine.mjs';
import type { Finding, Path, Place, Source } from './complaint.js';
import { decodeSource, type FileContent } from './decode.js';
import { fileKeyFindings } from './file-keys.js';
import { asMapping, type Layer } from './merge-layers.js';
import { isOutside, reasonOf, type ReadFile } from './named-files.js';
import type { Positions } from './positions.js';
import { readYaml, type ReadYaml } from './read-yaml.js';
import { pipelineSchema } from './schema.js';
import { unknownKeyFinding } from './schema-findings.js';
import { showValue } from './show-value.js';

/** A file that was read besides the named one. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

export interface Layers {
  /** The base first, the named file last; only usable ones. */
  readonly layers: readonly Layer[];
  /** False if a part is missing: what the parts say can be checked, but not what they lack. */
  readonly isWhole: boolean;
  readonly findings: readonly Finding[];
  /** The named file first. */
  readonly sources: readonly Source[];
  readonly bases: readonly FileText[];
}

/** How many files may extend each other. */
const mostFiles = 10;

/** Reads a file and all that it extends. */
export function readLayers(
  { file, folder }: { readonly file: string; readonly folder: string },
  text: FileContent,
  readFile: ReadFile,
): Layers {
  const chain = new Chain(readFile);
  const isWhole = chain.read({ file, path: join(folder, basename(file)), folder }, text);
  const { layers, sources, bases } = chain;
  const findings = [...chain.findings, ...layers.slice(1).flatMap(foreignKeys)];
  const usable = isWhole ? layers : layers.filter(({ value }) => asMapping(value) !== null);
  return { layers: [...usable].reverse(), isWhole, findings, sources, bases };
}

/**
 * Keys of a base that no pipeline has, also if a nearer file deletes them. Otherwise any JSON file would be a base, and
 * its text would be kept with the run.
 */
function foreignKeys({ value, positions }: Layer): Finding[] {
  const legal = [...Object.keys(pipelineSchema.properties!), 'extends', 'parameters'];
  const names = Object.keys(asMapping(value) ?? {}).filter((name) => !legal.includes(name));
  return names.map((name) => unknownKeyFinding(name, [], legal, 'a pipeline', positions));
}

interface Location {
  /** Its name in complaints. */
  readonly file: string;
  readonly path: string;
  readonly folder: string;
}

class Chain {
  readonly layers: Layer[] = [];
  readonly findings: Finding[] = [];
  readonly sources: Source[] = [];
  readonly bases: FileText[] = [];
  private readonly open: string[] = [];

  constructor(private readonly readFile: ReadFile) {}

  /** True if this file and all below it are complete. */
  read({ file, path, folder }: Location, content: FileContent): boolean {
    this.open.push(path);
    const { source: decoded, findings } = decodeSource(file, content);
    const source = { ...decoded, folder };
    this.sources.push(source);
    this.findings.push(...findings.map((finding) => ({ ...finding, place: { ...finding.place, source } })));
    if (findings.length > 0) return false;
    if (this.open.length > 1) this.bases.push({ path, text: source.text });
    const read = readYaml(source);
    this.findings.push(...read.findings);
    if (read.value === undefined) return false;
    if (read.value === null) return read.isWhole && this.refuse(emptyFinding(read.positions, source));
    // A lone "!" is a text without a position.
    if (!read.positions.has([])) read.positions.setValue([], { source, start: 0, end: 0 });
    this.layers.push(read);
    if (this.open.length > 1) this.checkVersion(read);
    return this.readBase(read, { file, path, folder }) && read.isWhole;
  }

  /** Otherwise a base would be read by the rules of the version that the nearer file names. */
  private checkVersion({ value, positions }: ReadYaml): void {
    const { version } = asMapping(value) ?? {};
    if (version === undefined || version === 1) return;
    this.findings.push({
      code: 'EAGAN_PIPELINE_VERSION',
      severity: 'error',
      path: ['version'],
      place: positions.value(['version']),
      message: `version must be 1 (got ${showValue(version)})`,
      expected: '1',
      found: showValue(version),
    });
  }

  private readBase({ value, positions }: ReadYaml, location: Location): boolean {
    const root = asMapping(value);
    if (root === null || !('extends' in root)) return true;
    const { extends: base } = root;
    delete root.extends;
    const wrong = fileKeyFindings({ extends: base }, positions);
    if (wrong.length > 0) return this.refuse(...wrong);
    return this.readExtended(base as string, positions.value(['extends']), location);
  }

  private readExtended(base: string, place: Place, { file, folder }: Location): boolean {
    const path = resolve(folder, base);
    const refuse = (must: string, found: string): boolean => this.refuse(extendsFinding(place, must, found));
    if (this.open.includes(path)) return refuse('must not name a file that extends this one', base);
    if (this.open.length === mostFiles)
      return refuse(`must not chain more than ${mostFiles} files`, `${mostFiles + 1} files`);
    const name = isAbsolute(base) ? base : join(dirname(file), base);
    try {
      const content = this.readFile(path, 'file');
      if (!this.read({ file: name, path, folder: dirname(path) }, content)) return false;
    } catch (error) {
      if (isOutside(error)) return this.refuse(outsideFinding('extends', ['extends'], place, base));
      return refuse('must name a file that can be read', `${base}: ${reasonOf(error)}`);
    }
    const lowest = this.layers.at(-1)!.value;
    return (
      asMapping(lowest) !== null || refuse('must name a pipeline file', `${base}, which holds ${showValue(lowest)}`)
    );
  }

  private refuse(...findings: readonly Finding[]): false {
    this.findings.push(...findings);
    return false;
  }
}

/** A file outside of the folders that may be read; says nothing about what is there. */
export function outsideFinding(what: string, path: Path, place: Place, found: string): Finding {
  const expected = 'a file in the folder of the named pipeline file or below it';
  return {
    code: 'EAGAN_PATH_OUTSIDE',
    severity: 'error',
    path,
    place,
    message: `${what} must name ${expected} (got ${found})`,
    expected,
    found,
    suggestion: `Copy the file there, or allow its folder: ${howToAllow}.`,
  };
}

function extendsFinding(place: Place, must: string, found: string): Finding {
  return {
    code: 'EAGAN_PIPELINE_EXTENDS',
    severity: 'error',
    path: ['extends'],
    place,
    message: `extends ${must} (got ${found})`,
    expected: 'the path of another pipeline file, relative to the folder of this one',
    found,
  };
}

function emptyFinding(positions: Positions, source: Source): Finding {
  const place = positions.has([]) ? positions.value([]) : { source, start: 0, end: 0 };
  return {
    code: 'EAGAN_PIPELINE_EMPTY',
    severity: 'error',
    path: [],
    place,
    message: 'the file must hold a pipeline (got nothing)',
    expected: 'a pipeline',
    found: 'nothing',
    suggestion: 'Start with a copy of pipelines/quickstart.yaml.',
  };
}
