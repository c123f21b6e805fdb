// A network of somebody else that is ready to run, whatever format its file has.

/** A tensor that was fetched, row-major. */
export interface Fetched {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface FileNetwork {
  /** The batch that it always wants, if its file says so. */
  readonly batch: number | null;
  /** Runs images (batch × height × width × 3, row-major); returns the tensors of `fetches` in their order. */
  run(images: Fetched): Promise<readonly Fetched[]>;
  dispose(): void;
}

/** The bytes of each file by its name, relative to the network's folder. */
export type NetworkFiles = ReadonlyMap<string, Uint8Array>;

/** What is fed and what is fetched, by names of the format. */
export interface NetworkTensors {
  readonly input: string;
  readonly fetches: readonly string[];
}

/** Makes a network ready. @throws EaganError EAGAN_EXTRACTOR_INVALID for a file that is none, or has no such tensors */
export type OpenNetwork = (files: NetworkFiles, tensors: NetworkTensors) => Promise<FileNetwork>;
