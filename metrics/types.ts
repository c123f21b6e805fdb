// The types of metrics/: what an extractor learns from and returns, and the statistics of a set of features.
import type { DatasetArtifact } from '../domain/steps/artifacts.js';
import type { Tensors } from '../store/types.js';

/** Features (images × features) and class probabilities (images × classes) of a batch, row-major. */
export interface FeatureBatch {
  readonly images: number;
  readonly features: Float32Array;
  readonly probabilities: Float32Array;
}

/** A feature extractor that is ready to compute. */
export interface Extractor {
  /** Width and height of the images that it is given. */
  readonly size: number;
  readonly features: number;
  /** 0: it knows no classes, and probabilities are empty. */
  readonly classes: number;
  /**
   * Images as bytes, NHWC RGB. However many they are, the network gets batches of one fixed size, so that no value
   * depends on the count.
   */
  extract(images: Uint8Array, count: number): Promise<FeatureBatch>;
  dispose(): void;
}

/** Mean (d) and unbiased covariance (d × d, row-major) of a set of features, in double. */
export interface Statistics {
  readonly images: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Finds, while images pass, how much their Fréchet distance is chance. */
export interface DistanceSpread {
  /** Adds `count` rows of features. */
  add(rows: Float32Array, count: number): void;
  /** Once all images have passed. `distance`: that of all images. */
  deviationOf(distance: number): number;
  /** What has passed, to the last bit. */
  toTensors(): Tensors;
  /** Continues from `toTensors`. Throws RangeError if something is missing. `passed`: how many images had passed. */
  restore(tensors: Tensors, passed: number): void;
}

/** What a classifier learns from; a packed data set is one. */
export interface LabelledImages {
  readonly artifact: Pick<DatasetArtifact, 'size' | 'classes'>;
  readonly train: LabelledSplit;
  readonly heldOut: LabelledSplit;
}
export interface LabelledSplit {
  readonly images: number;
  /** One an image; labels from the number of classes on mean: no class. */
  readonly labels: Uint8Array;
  /** Bytes of these images, NHWC RGB. */
  read(indices: readonly number[]): Uint8Array;
}
