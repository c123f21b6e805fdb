// The kinds of stored extractors: one row each, which makes one ready to compute.
import { EaganError } from '../../domain/errors.js';
import type { Json } from '../../domain/digest.js';
import { ownOf } from '../../domain/own.js';
import type { Tensors } from '../../store/types.js';
import type { Extractor } from '../types.js';
import { loadClassifier, type ClassifierMeta } from './classifier.js';
import { loadGraphExtractor, type GraphMeta } from './graph.js';
import { loadImagenet, type ImagenetMeta } from './imagenet.js';
import { loadInception, type InceptionMeta } from './inception2015.js';

/** What a stored extractor says about itself, beside its weights: the fields of its kind. */
type ExtractorMeta = ClassifierMeta | ImagenetMeta | InceptionMeta | GraphMeta;

/** `size`: width and height of the images to judge. */
type Load<Meta> = (tensors: Tensors, meta: Meta, size: number) => Promise<Extractor>;

const kinds: { readonly [Kind in ExtractorMeta['kind']]: Load<Extract<ExtractorMeta, { readonly kind: Kind }>> } = {
  classifier: loadClassifier,
  imagenet: loadImagenet,
  inception2015: loadInception,
  graph: loadGraphExtractor,
};

/**
 * Makes a stored extractor ready for images of a size. Throws EAGAN_INTERNAL for an object that is not an extractor.
 */
export async function loadExtractor(tensors: Tensors, meta: Json, size: number): Promise<Extractor> {
  const { kind } = meta as unknown as ExtractorMeta;
  const load = ownOf<Load<never>>(kinds as never, kind);
  if (load) return load(tensors, meta as never, size);
  const known = Object.keys(kinds).join(', ');
  throw new EaganError('EAGAN_INTERNAL', `an extractor must be of a known kind: ${known} (got ${String(kind)})`);
}
