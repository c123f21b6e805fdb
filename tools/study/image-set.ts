// A set of images as the study passes it on.

/** Some images: bytes NHWC RGB. */
export interface ImageSet {
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly count: number;
}
