// Large files that the metrics name: networks and statistics. Their digests are filled in beside their paths, or
// compared with those that the pipeline gives.
import { resolve } from 'node:path';
import { judgePaths } from '../domain/judges.js';
import type { Finding, Path, Place } from './complaint.js';
import type { DigestedFile, NamedContents, ReadContents } from './file-contents.js';
import { asMapping, type Layer } from './merge-layers.js';
import { isOutside, reasonOf } from './named-files.js';
import { outsideFinding } from './read-layers.js';
import type { PathOrigin } from './read-references.js';

/** What naming such files gave. */
export interface NamedFiles {
  readonly findings: readonly Finding[];
  /** What could not be read, so that nothing that depends on it is checked. */
  readonly broken: readonly Path[];
}

/** Looks at the files and fills in their digests. A file that is not there yet is a warning. */
export function readContents(layer: Layer, read: ReadContents, originOf: (path: Path) => PathOrigin): NamedFiles {
  const reader = new ContentsReader(layer, read, originOf);
  for (const at of Object.values(judgePaths)) {
    reader.look([...at, 'extractor']);
    reader.look([...at, 'reference']);
  }
  return reader;
}

class ContentsReader implements NamedFiles {
  readonly findings: Finding[] = [];
  readonly broken: Path[] = [];

  constructor(
    private readonly layer: Layer,
    private readonly read: ReadContents,
    private readonly originOf: (path: Path) => PathOrigin,
  ) {}

  look(path: Path): void {
    const holder = asMapping(path.reduce<unknown>((value, part) => (value as never)?.[part], this.layer.value));
    const kind = holder && kindOf(holder);
    if (!kind || typeof holder.path !== 'string' || holder.path === '') return;
    const found = this.contents(holder.path, kind, [...path, 'path']);
    if (found === null) return;
    for (const [key, value] of Object.entries(found)) this.fill(holder, [...path, key], value as string);
  }

  /** Null if there is nothing to compare or to fill in. */
  private contents(name: string, kind: NamedContents, at: Path): DigestedFile | null {
    const { folder, saidBy } = this.originOf(at);
    try {
      return this.read(resolve(folder, name), kind, saidBy);
    } catch (error) {
      this.report(error, name, at, this.layer.positions.value(at));
      return null;
    }
  }

  private report(error: unknown, name: string, at: Path, place: Place): void {
    if (isOutside(error)) return void this.findings.push(outsideFinding('the path', at, place, name));
    const isMissing = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    const [expected, found] = [`a file that can be read`, `${name}: ${reasonOf(error)}`];
    this.findings.push({
      code: 'EAGAN_PATH_MISSING',
      severity: isMissing ? 'warning' : 'error',
      path: at,
      place,
      message: `the path ${isMissing ? 'should' : 'must'} name ${expected} (got ${found})`,
      expected,
      found,
      ...(isMissing ? { suggestion: `Put the file there before eagan run; nothing is downloaded.${instead(at)}` } : {}),
    });
    if (!isMissing) this.broken.push(at);
  }

  /** A value that is not of the form of a digest is the schema's to refuse. */
  private fill(holder: Record<string, unknown>, path: Path, found: string): void {
    const key = String(path.at(-1));
    const asked = holder[key] ?? null;
    if (asked === null) {
      const { positions } = this.layer;
      const place = positions.value([...path.slice(0, -1), 'path']);
      positions.setKey(path, place);
      positions.setValue(path, place);
      holder[key] = found;
    } else if (typeof asked === 'string' && asked.length === found.length && asked !== found)
      this.refuse(path, asked, found);
  }

  private refuse(path: Path, expected: string, found: string): void {
    const key = String(path.at(-1));
    this.findings.push({
      code: 'EAGAN_CONTENTS_DIFFER',
      severity: 'error',
      path,
      place: this.layer.positions.value(path),
      message: `the file must have the ${key} ${expected} (got ${found})`,
      expected,
      found,
      suggestion: `Name the right file, or remove ${key}.`,
    });
  }
}

/** How to go on without the file of the final pair's judge. */
const instead = ([root]: Path): string =>
  root === judgePaths.final[0]
    ? ` Or judge the final pair as the search: --set ${judgePaths.final.join('.')}=null`
    : '';

/** What a path beside these keys names; null: nothing large. */
function kindOf({ kind, from, format }: Record<string, unknown>): NamedContents | null {
  if (from === 'npz') return 'npz';
  if (kind === 'inception2015') return kind;
  const isFormat = format === 'frozen' || format === 'savedModel' || format === 'onnx' || format === 'tfjs';
  return kind === 'graph' && isFormat ? format : null;
}
