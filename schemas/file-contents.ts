// The digest of a large file, or folder of files, that a pipeline names: read part by part, by the same rules as small
// files.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Digest } from '../domain/digest.js';
import type { GraphFormat } from '../domain/extractor.js';
import { contentsAt, type JudgedPipeline } from '../domain/judges.js';
import { digestOfParts, largestNetworkBytes, networkParts } from '../domain/network-files.js';
import { allowedFolders, howToAllow, resolveWithin } from '../scripts/confine.mjs';
import { graphDigest } from './graph-digest.js';
import { readConfinedFile, readRegularFile, visitConfinedFile, visitRegularFile } from '../scripts/foreign-files.mjs';

/** What a file contains. */
export interface DigestedFile {
  readonly contents: Digest;
  /** Only of the graph of 2015, by which the field knows it, also where it lies in its archive. */
  readonly md5?: string;
}

/** What a path names: a network in some format, the graph of 2015, or statistics. */
export type NamedContents = GraphFormat | 'inception2015' | 'npz';

/** Tells what an absolute path contains. Throws as the reading of files does; ENOENT if there is nothing. */
export type ReadContents = (path: string, kind: NamedContents, saidBy: 'file' | 'person') => DigestedFile;

/** Reads from the disk. Files may name others below these folders, and below those that the person allowed. */
export function diskContents(...folders: readonly string[]): ReadContents {
  return (path, kind, saidBy) => {
    const reader = new Reader(saidBy === 'person' ? null : [...folders, ...allowedFolders()]);
    if (kind === 'inception2015') return reader.inception(path);
    if (kind === 'npz') return reader.whole(path);
    return reader.network(path, kind);
  };
}

/** Digests as a frozen pipeline has them, so that its texts can be read again without the files. */
export function frozenContents(pipeline: JudgedPipeline, others: ReadContents = missing): ReadContents {
  return (path, kind, saidBy) => contentsAt(pipeline, path) ?? others(path, kind, saidBy);
}

function missing(path: string): never {
  throw Object.assign(new Error(`${path} was not there when the run was frozen`), { code: 'ENOENT' });
}

const atMost = largestNetworkBytes;
/** A model.json has the names and shapes of all tensors. */
const modelBytes = 64 * 1024 * 1024;
/** A SavedModel has a handful of files. */
const mostFiles = 1000;

class Reader {
  /** `folders`: where files must lie; null: anywhere. */
  constructor(private readonly folders: readonly string[] | null) {}

  whole(path: string, see: (part: Uint8Array) => void = () => {}): DigestedFile {
    const hash = createHash('sha256');
    const visit = (part: Uint8Array): void => {
      hash.update(part);
      see(part);
    };
    if (this.folders === null) visitRegularFile(path, { atMost }, visit);
    else visitConfinedFile(path, this.folders, { atMost, allow: howToAllow }, visit);
    return { contents: hash.digest('hex') };
  }

  /** @throws FormatError for an archive that is damaged or has no graph */
  inception(path: string): DigestedFile {
    const graph = graphDigest();
    const { contents } = this.whole(path, (part) => graph.update(part));
    return { contents, md5: graph.md5() };
  }

  network(path: string, format: GraphFormat): DigestedFile {
    const folder = format === 'savedModel' ? path : dirname(path);
    const parts = networkParts(format, {
      names: () => this.names(folder),
      model: () => JSON.parse(this.small(path).toString('utf8')) as unknown,
    });
    if (parts === null) return this.whole(path);
    // Reading the file that names what is missing gives the right error.
    if (format === 'savedModel' && !parts.includes('saved_model.pb')) return this.whole(join(folder, 'saved_model.pb'));
    const at = (name: string): string => (name === 'model.json' ? path : join(folder, name));
    return { contents: digestOfParts(Object.fromEntries(parts.map((name) => [name, this.whole(at(name)).contents]))) };
  }

  private small(path: string): Buffer {
    if (this.folders === null) return readRegularFile(path, { atMost: modelBytes });
    return readConfinedFile(path, this.folders, { atMost: modelBytes, allow: howToAllow });
  }

  private names(folder: string): string[] {
    const place = this.folders === null ? folder : resolveWithin(folder, this.folders, howToAllow);
    const names: string[] = [];
    listBelow(place, '', names);
    return names;
  }
}

/** Links to folders are not followed. */
function listBelow(folder: string, prefix: string, names: string[]): void {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (names.length >= mostFiles) throw new Error(`a SavedModel must have at most ${mostFiles} files`);
    if (entry.isDirectory()) listBelow(folder, name, names);
    else names.push(name);
  }
}
