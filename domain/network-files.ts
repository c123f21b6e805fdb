// What a network's files are called, and the one digest that stands for them. Loading a pipeline and reading a network
// compute it in the same way.
import { digestJson, type Digest } from './digest.js';
import type { GraphFormat } from './extractor.js';

/** The most bytes that a file of a network, or of statistics, may have. */
export const largestNetworkBytes = 4 * 1024 ** 3;

/** How a network is looked at that consists of several files. Names are relative to its folder, with `/`. */
export interface NetworkFolder {
  /** Every file in the folder and below it. */
  names(): readonly string[];
  /** The parsed model.json. */
  model(): unknown;
}

/**
 * The names of the files that a network of several files consists of, sorted; null: its path is its only file.
 * `model.json` stands for the file that the path names.
 */
export function networkParts(format: GraphFormat, folder: NetworkFolder): readonly string[] | null {
  if (format === 'savedModel') return folder.names().filter(isOfSavedModel).sort();
  return format === 'tfjs' ? ['model.json', ...shardsOf(folder.model())].sort() : null;
}

/** Digest of a network of several files: of their names and digests. */
export const digestOfParts = (digests: Readonly<Record<string, Digest>>): Digest => digestJson(digests);

/** TensorFlow adds files that say how a model was made; they do not change what it computes. */
const isOfSavedModel = (name: string): boolean => name === 'saved_model.pb' || /^(variables|assets)\//.test(name);

/** The shards that a model.json names. A name that leads elsewhere is none: the file is a stranger's. */
function shardsOf(model: unknown): string[] {
  const { weightsManifest: groups } = (model ?? {}) as { readonly weightsManifest?: unknown };
  const listed = (Array.isArray(groups) ? groups : []).flatMap((group) => {
    const { paths } = (group ?? {}) as { readonly paths?: unknown };
    return Array.isArray(paths) ? (paths as unknown[]) : [];
  });
  return [...new Set(listed.filter((name): name is string => typeof name === 'string' && isBelow(name)))];
}

const isBelow = (name: string): boolean =>
  name !== 'model.json' && name.split('/').every((part) => /^[^.\\\0][^\\\0]*$/.test(part));
