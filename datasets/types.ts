// The words of datasets/: one packed form, read back by index.
import type { DatasetArtifact } from '../domain/artifacts.js';

/** A packed data set in memory: bytes NHWC RGB. */
export interface PackedDataset {
  readonly artifact: DatasetArtifact;
  readonly train: PackedSplit;
  readonly heldOut: PackedSplit;
}
export interface PackedSplit {
  readonly images: number;
  readonly labels: Uint8Array;
  /** The images of these indices, one after another: indices.length × size × size × 3 bytes. */
  read(indices: readonly number[] | Int32Array): Uint8Array;
}
