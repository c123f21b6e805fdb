// The types of datasets/: one packed form, read back by index.
import type { DatasetArtifact } from '../domain/steps/artifacts.js';

/** What the first bytes of an image say of its size. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  /** Channels times bytes of a sample, once it is decoded. */
  readonly pixelBytes: number;
}

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
 * Called from time to time while a data set is read. The reader awaits the result, so the caller can let messages pass
 * or stop the work.
 */
export type IngestProgress = (done: number, total: number) => void | Promise<void>;

/** The contents of an image folder: known when a run starts, checked again by the ingest. */
export interface FolderContents {
  /** Digest over every image file's name and bytes. */
  readonly digest: string;
  readonly files: number;
  /** Sorted names of the class folders; their order is that of the labels. */
  readonly classes: readonly string[];
  /** The bits of 16 that the folder's 16-bit images use; null if it has none. For `decoderVersion`. */
  readonly sampleBits: number | null;
}
