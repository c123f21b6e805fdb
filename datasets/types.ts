// The words of datasets/: one packed form, read back by index.
import type { DatasetArtifact } from '../domain/steps/artifacts.js';

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

/**
 * Called now and then while a data set is read; what it returns is awaited, so that it can let messages pass or stop
 * the work.
 */
export type IngestProgress = (done: number, total: number) => void | Promise<void>;

/** What is in an image folder: known at the door, checked again by the ingest. */
export interface FolderContents {
  /** Digest over every image file's name and bytes. */
  readonly digest: string;
  readonly files: number;
  /** Sorted names of the class folders; their order is that of the labels. */
  readonly classes: readonly string[];
  /** The bits of 16 that the folder's 16-bit images use; null: it has none. For `decoderVersion`. */
  readonly sampleBits: number | null;
}
