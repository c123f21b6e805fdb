// Files that a pipeline names for their contents: genotypes and latency tables. The contents replace the path, with
// positions of their own.
import { dirname, resolve } from 'node:path';
import type { ErrorCode } from '../domain/errors.js';
import type { NetworkName } from '../domain/pipeline.js';
import type { Finding, Path, Place, Source } from './complaint.js';
import { decodeSource, type FileContent } from './decode.js';
import { asMapping, type Layer } from './merge-layers.js';
import { isOutside, reasonOf, type ReadFile } from './named-files.js';
import { outsideFinding, type FileText } from './read-layers.js';
import { readYaml } from './read-yaml.js';
import { showValue } from './show-value.js';

export interface References {
  readonly findings: readonly Finding[];
  /** What could not be read; nothing that depends on it is checked. */
  readonly broken: readonly Path[];
  readonly sources: readonly Source[];
  readonly files: readonly FileText[];
}

/** From where a path starts, and who says it: a file, or the person on the command line. */
export interface PathOrigin {
  readonly folder: string;
  readonly saidBy: 'file' | 'person';
}

/** Reads the files and changes the values. */
export function readReferences(layer: Layer, readFile: ReadFile, originOf: (path: Path) => PathOrigin): References {
  const reader = new Reader(layer, readFile, originOf);
  for (const { path, network } of opponents(layer.value)) reader.genotype(path, network);
  reader.latencies(['metrics', 'latency']);
  return reader;
}

/** Where architectures may be named, and of which network. */
function opponents(root: unknown): { path: Path; network: NetworkName }[] {
  const { stages } = asMapping(root) ?? {};
  const ofStages = (Array.isArray(stages) ? stages : []).map((stage, index) => ({
    path: ['stages', index, 'opponent'],
    network: asMapping(stage)?.search === 'discriminator' ? ('generator' as const) : ('discriminator' as const),
  }));
  const networks = ['generator', 'discriminator'] as const;
  return [...ofStages, ...networks.map((network) => ({ path: ['finalTraining', 'networks', network], network }))];
}

class Reader implements References {
  readonly findings: Finding[] = [];
  readonly broken: Path[] = [];
  readonly sources: Source[] = [];
  readonly files: FileText[] = [];

  constructor(
    private readonly layer: Layer,
    private readonly readFile: ReadFile,
    private readonly originOf: (path: Path) => PathOrigin,
  ) {}

  /**
   * An architecture: a file that is a genotype or has one under `genotype`, or an export of `eagan`, of which the
   * needed half is used.
   */
  genotype(path: Path, network: NetworkName): void {
    const read = this.read(path);
    if (!read) return;
    const { holder, content, place } = read;
    const root = asMapping(content.value);
    const exported = root?.kind === 'genotypes' ? asMapping(root[network]) : null;
    if (exported?.form === 'simple') return this.put(holder, path, { from: 'builtin', genotype: 'simple' }, place);
    const isBare = Array.isArray(content.value);
    const from = exported ? [network, 'genotype'] : isBare ? [] : ['genotype'];
    const genotype = isBare ? content.value : (exported ?? root)?.genotype;
    if (genotype !== undefined) {
      this.put(holder, path, { from: 'genotype', genotype }, place);
      return this.layer.positions.adopt([...path, 'genotype'], content.positions, genotype, from);
    }
    this.refuse('EAGAN_GENOTYPE_ILLEGAL', path, content.positions.value([]), {
      must: `must have the key genotype, or be a file of genotypes that eagan exported`,
      found: showValue(content.value),
      expected: `genotype: three cells of seven genes of a ${network}`,
    });
  }

  latencies(path: Path): void {
    const read = this.read(path);
    if (!read) return;
    const { holder, content, place } = read;
    const table = asMapping(content.value);
    if (table === null) {
      return this.refuse('EAGAN_LATENCY_TABLE', path, content.positions.value([]), {
        must: 'must have the keys generator and discriminator',
        found: showValue(content.value),
        expected: 'a table of latencies',
      });
    }
    this.put(holder, path, { from: 'inline', ...table }, place);
    for (const [key, value] of Object.entries(table)) {
      this.layer.positions.adopt([...path, key], content.positions, value, [key]);
    }
  }

  /** The file that the value at a path names; null if it names none, or none that can be read. */
  private read(path: Path): { holder: Record<string, unknown>; content: Layer; place: Place } | null {
    const holder = asMapping(path.reduce<unknown>((value, part) => (value as never)?.[part], this.layer.value));
    if (holder?.from !== 'file' || typeof holder.path !== 'string' || holder.path === '') return null;
    const at = [...path, 'path'];
    const place = this.layer.positions.value(at);
    const content = this.content(holder.path, place, at);
    if (content === null) this.broken.push(path);
    return content && { holder, content, place };
  }

  private content(name: string, place: Place, at: Path): Layer | null {
    const { folder, saidBy } = this.originOf(at);
    const path = resolve(folder, name);
    const bytes = this.bytes(name, path, saidBy, place, at);
    if (bytes === null) return null;
    const decoded = decodeSource(name, bytes);
    this.sources.push(decoded.source);
    this.findings.push(...decoded.findings);
    if (decoded.findings.length > 0) return null;
    const source = { ...decoded.source, folder: dirname(path) };
    this.files.push({ path, text: source.text });
    const read = readYaml(source);
    this.findings.push(...read.findings);
    if (!read.positions.has([])) read.positions.setValue([], { source, start: 0, end: 0 });
    return read.findings.length > 0 ? null : read;
  }

  private bytes(name: string, path: string, saidBy: PathOrigin['saidBy'], place: Place, at: Path): FileContent | null {
    try {
      return this.readFile(path, saidBy);
    } catch (error) {
      if (isOutside(error)) return (this.findings.push(outsideFinding('the path', at, place, name)), null);
      const [expected, found] = ['a file that can be read', `${name}: ${reasonOf(error)}`];
      const message = `the path must name ${expected} (got ${found})`;
      this.findings.push({ code: 'EAGAN_PATH_MISSING', severity: 'error', path: at, place, message, expected, found });
      return null;
    }
  }

  /** Replaces the path by contents; keys beside it stay. */
  private put(
    holder: Record<string, unknown>,
    path: Path,
    value: Readonly<Record<string, unknown>>,
    place: Place,
  ): void {
    const { positions } = this.layer;
    positions.replace([...path, 'path'], holder.path);
    delete holder.path;
    for (const [key, item] of Object.entries(value)) {
      holder[key] = item;
      positions.setKey([...path, key], place);
      positions.setValue([...path, key], place);
    }
  }

  private refuse(
    code: ErrorCode,
    path: Path,
    place: Place,
    { must, found, expected }: { must: string; found: string; expected: string },
  ): void {
    const message = `${place.source.file} ${must} (got ${found})`;
    this.findings.push({ code, severity: 'error', path, place, message, expected, found });
    this.broken.push(path);
  }
}
