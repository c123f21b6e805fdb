// From the files of a network to what is stored of it: it passes every check, and computes a first batch, before.
import type { Digest } from '../../domain/digest.js';
import type { FittedExtractor } from '../../domain/extractor.js';
import type { TensorData } from '../../store/types.js';
import type { Extractor } from '../types.js';
import { describeGraph, openGraphExtractor, type GraphMeta } from './graph.js';
import { checkInception, inceptionMeta, openInception, type InceptionMeta } from './inception2015.js';
import { invalidNetwork } from './networks/invalid.js';
import type { NetworkFiles } from './networks/types.js';
import { filesToTensors } from './stored-files.js';

/** A network that somebody gave by its files. */
export interface GivenNetwork {
  readonly files: NetworkFiles;
  readonly contents: Digest;
  /** True for the published graph of 2015, by size and digest. */
  readonly official: boolean;
}

/** How the network of a file is to be read. */
export type NetworkSettings = FittedExtractor<'inception2015'> | FittedExtractor<'graph'>;

/** How a network computes. It decides bits, so runs of before keep theirs. */
export interface NetworkForm {
  /** A network of one's own computes each image by itself. */
  readonly alone: boolean;
  /** The Inception graph computes its norms as parts of its convolutions, and softmax image by image. */
  readonly folded: boolean;
}

const newestForm: NetworkForm = { alone: true, folded: true };

interface StoredNetwork {
  readonly meta: InceptionMeta | GraphMeta;
  readonly tensors: Map<string, TensorData>;
}

/** Width and height of the images of the first batch. */
const trialSize = 32;

/** Checks a network and lets it compute a batch. Throws EAGAN_EXTRACTOR_INVALID for one that cannot be an extractor. */
export async function storeNetwork(
  settings: NetworkSettings,
  given: GivenNetwork,
  { alone, folded }: NetworkForm = newestForm,
): Promise<StoredNetwork> {
  const { listed, tensors } = filesToTensors(given.files);
  if (settings.kind === 'inception2015') {
    await checkInception(given.files);
    const meta = inceptionMeta(given.contents, given.official, listed, folded);
    await tryOut(await openInception(given.files, meta, trialSize));
    return { meta, tensors };
  }
  const meta = await describeGraph(given.files, settings, given.contents, listed, alone);
  await tryOut(await openGraphExtractor(given.files, meta, trialSize));
  return { meta, tensors };
}

/** Images of which no two are alike: features that do not differ tell nothing. */
async function tryOut(extractor: Extractor): Promise<void> {
  const images = 4;
  const bytes = Uint8Array.from(
    { length: images * trialSize * trialSize * 3 },
    (_, i) => (i * 7919 + (i >> 5) * 31) % 256,
  );
  try {
    const { features, probabilities } = await extractor.extract(bytes, images);
    const isFinite = [features, probabilities].every((numbers) => numbers.every(Number.isFinite));
    if (!isFinite) throw invalidNetwork('the features and classes of a network must be finite numbers (got others)');
    if (extractor.classes === 1) throw invalidNetwork('a network must have at least two classes (got one)');
    const first = features.subarray(0, extractor.features);
    const differs = features.some((value, i) => value !== first[i % extractor.features]);
    if (!differs) throw invalidNetwork('a network must give different images different features (all are equal)');
  } finally {
    extractor.dispose();
  }
}
