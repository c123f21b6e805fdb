// What either form of a PyTorch file gives.
import type { TorchStorage } from './torch-globals.js';

/** What a form of the file gives: the saved object, and the bytes of its storages. */
export interface SavedObject {
  readonly value: unknown;
  /** @throws FormatError */
  bytesOf(storage: TorchStorage): Uint8Array;
}
