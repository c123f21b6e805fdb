// The file of the Inception graph of 2015: the graph itself, or the published archive that has it.
import { createHash } from 'node:crypto';
import { FormatError } from '../../formats/format-error.js';
import { gunzipped } from '../../formats/tar/gunzip.js';
import { readTar } from '../../formats/tar/read-tar.js';
import { EaganError } from '../../domain/errors.js';
import { inceptionArchive, isPublishedInception } from '../../domain/inception2015.js';
import { readNetwork, sha256, type ReadNetwork } from './read-network.js';

export interface InceptionFile extends ReadNetwork {
  /** Of the graph itself. */
  readonly graph: { readonly contents: string; readonly md5: string; readonly bytes: number };
  readonly isArchive: boolean;
  /** True for the published graph, by size and digest. */
  readonly official: boolean;
  /** The picture of a panda that the archive has for a check. */
  readonly panda: Uint8Array | null;
}

const { graph: graphName, panda: pandaName, atMostBytes } = inceptionArchive;

/** Throws EAGAN_EXTRACTOR_NOT_FOUND, EAGAN_EXTRACTOR_INVALID or EAGAN_FILE_REFUSED. */
export async function readInceptionFile(path: string): Promise<InceptionFile> {
  const { files, contents } = readNetwork(path, 'frozen');
  const [[name, bytes]] = [...files] as [[string, Uint8Array]];
  const { graph, panda } = isGzip(bytes) ? await unpacked(path, bytes) : { graph: bytes, panda: null };
  const md5 = createHash('md5').update(graph).digest('hex');
  return {
    files: new Map([[name, graph]]),
    contents,
    graph: { contents: sha256(graph), md5, bytes: graph.length },
    isArchive: graph !== bytes,
    official: isPublishedInception(graph.length, md5),
    panda,
  };
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

async function unpacked(path: string, archive: Uint8Array): Promise<{ graph: Uint8Array; panda: Uint8Array | null }> {
  const found = new Map<string, Uint8Array>();
  try {
    for await (const member of readTar(gunzipped(once(archive)), { atMostBytes })) {
      const name = member.name.split('/').at(-1)!;
      if (name === graphName || name === pandaName) found.set(name, await member.bytes(atMostBytes));
    }
  } catch (error) {
    if (error instanceof FormatError) throw invalid(`${path} must be a whole archive (got: ${error.message})`, error);
    throw error;
  }
  const graph = found.get(graphName);
  if (!graph) throw invalid(`the archive ${path} must have the file ${graphName} (not found)`);
  return { graph, panda: found.get(pandaName) ?? null };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const invalid = (requirement: string, cause?: unknown): EaganError =>
  new EaganError('EAGAN_EXTRACTOR_INVALID', requirement, 'Name the archive as downloaded, or its graph.', { cause });
