// Reads the files of a network from where a person keeps them: one file, a folder, or a model.json with its shards.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import type { GraphFormat } from '../../domain/extractor.js';
import { digestOfParts, largestNetworkBytes, networkParts } from '../../domain/network-files.js';
import { howToAllow } from '../../scripts/confine.mjs';
import { readConfinedFile, readRegularFile } from '../../scripts/foreign-files.mjs';

export interface ReadNetwork {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** As the pipeline names it: of the one file, or of the list of files. */
  readonly contents: Digest;
}

/** The name of a file that stands alone. */
const alone = 'network';
/** A SavedModel has a handful of files. */
const mostFiles = 1000;

/** Throws EAGAN_EXTRACTOR_NOT_FOUND, EAGAN_EXTRACTOR_INVALID or EAGAN_FILE_REFUSED. */
export function readNetwork(path: string, format: GraphFormat): ReadNetwork {
  try {
    return readFiles(path, format);
  } catch (error) {
    if (isMissing(error)) throw notFound((error as { path?: string }).path ?? path, error);
    throw error;
  }
}

function readFiles(path: string, format: GraphFormat): ReadNetwork {
  const folder = format === 'savedModel' ? path : dirname(path);
  const parts = networkParts(format, { names: () => namesBelow(folder), model: () => modelAt(path) });
  if (parts === null) {
    const bytes = readRegularFile(path, { atMost: largestNetworkBytes });
    return { files: new Map([[alone, bytes]]), contents: sha256(bytes) };
  }
  const files = new Map(parts.map((name) => [name, partAt(path, folder, name)]));
  return {
    files,
    contents: digestOfParts(Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]))),
  };
}

/** Shards lie where a stranger's file says: only beside it. */
function partAt(path: string, folder: string, name: string): Uint8Array {
  if (name === 'model.json') return readRegularFile(path, { atMost: largestNetworkBytes });
  return readConfinedFile(join(folder, name), [folder], { atMost: largestNetworkBytes, allow: howToAllow });
}

function modelAt(path: string): unknown {
  try {
    return JSON.parse(readRegularFile(path, { atMost: 64 * 1024 * 1024 }).toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const must = 'a model of TensorFlow.js must be a model.json, beside its shards';
    throw new EaganError('EAGAN_EXTRACTOR_INVALID', `${must} (got ${path}, which is not JSON)`, 'Name its model.json.');
  }
}

/** Links to folders are not followed. */
function namesBelow(folder: string, prefix = ''): string[] {
  const names = readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    return entry.isDirectory() ? namesBelow(folder, name) : [name];
  });
  if (names.length <= mostFiles) return names;
  const must = `a SavedModel must have at most ${mostFiles} files`;
  throw new EaganError(
    'EAGAN_EXTRACTOR_INVALID',
    `${must} (got ${names.length} below ${folder})`,
    'Name its own folder.',
  );
}

export const sha256 = (bytes: Uint8Array): Digest => createHash('sha256').update(bytes).digest('hex');

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes(String((error as { code?: unknown } | null)?.code));

function notFound(path: string, cause: unknown): EaganError {
  return new EaganError(
    'EAGAN_EXTRACTOR_NOT_FOUND',
    `the network of metrics.extractor must be at ${path} (there is nothing)`,
    'Put the file there, then continue. Nothing is downloaded.',
    { cause },
  );
}
