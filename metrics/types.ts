// The words of metrics/: what an extractor gives, and the statistics of a set of features.

/** Features (images × features) and class probabilities (images × classes) of a batch, row-major. */
export interface Extracted {
  readonly images: number;
  readonly features: Float32Array;
  readonly probabilities: Float32Array;
}

/** A trained feature extractor on the device. */
export interface Extractor {
  readonly size: number;
  readonly features: number;
  readonly classes: number;
  /** Images as bytes, NHWC RGB. */
  extract(images: Uint8Array, count: number): Extracted;
  dispose(): void;
}

/** Mean (d) and unbiased covariance (d × d, row-major) of a set of features, in double. */
export interface Statistics {
  readonly images: number;
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}
