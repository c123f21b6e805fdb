// A network that somebody gave by a path, whatever its kind.
import type { Digest } from '../../domain/digest.js';
import type { GivenNetwork, NetworkSettings } from '../../metrics/index.js';
import { readInceptionFile, type InceptionFile } from './inception-file.js';
import { readNetwork } from './read-network.js';

interface NamedNetwork extends GivenNetwork {
  /** The digest of what lies at the path, as the pipeline names it. */
  readonly asked: Digest;
  readonly inception: InceptionFile | null;
}

/** Throws EAGAN_EXTRACTOR_NOT_FOUND, EAGAN_EXTRACTOR_INVALID or EAGAN_FILE_REFUSED. */
export async function givenNetwork(extractor: NetworkSettings, path: string): Promise<NamedNetwork> {
  if (extractor.kind === 'inception2015') {
    const inception = await readInceptionFile(path);
    const { files, contents: asked, graph, official } = inception;
    return { files, contents: graph.contents, official, asked, inception };
  }
  const { files, contents } = readNetwork(path, extractor.format);
  return { files, contents, official: false, asked: contents, inception: null };
}
