// Writes images in the one packed form: blocks of bytes in the store, one byte a label; never more than one block is in
// memory.
import type { DatasetSplit } from '../domain/steps/artifacts.js';
import type { Digest } from '../domain/digest.js';
import type { Objects } from '../domain/steps/objects.js';

/** Takes images one after another and returns the split that describes them. */
export interface SplitWriter {
  /** `image`: size × size × 3 bytes, RGB; `label`: 0 to 255. */
  add(image: Uint8Array, label: number): Promise<void>;
  finish(): Promise<DatasetSplit>;
}

/** About 4 MiB: small enough to hold several, large enough that a data set is tens of objects and not thousands. */
const blockBytes = 2 ** 22;

/** Bytes of one packed image. */
export const bytesPerImage = (size: number): number => size * size * 3;

/** Images in each block except the last. */
export const imagesPerBlock = (size: number): number => Math.max(1, Math.floor(blockBytes / bytesPerImage(size)));

/** A writer of one split into `objects`. */
export function splitWriter(objects: Objects, size: number): SplitWriter {
  const perBlock = imagesPerBlock(size);
  const block = new Uint8Array(perBlock * bytesPerImage(size));
  const blocks: Digest[] = [];
  const labels: number[] = [];
  let filled = 0;
  const flush = async (): Promise<void> => {
    if (filled === 0) return;
    blocks.push(await objects.put(block.slice(0, filled * bytesPerImage(size))));
    filled = 0;
  };
  return {
    async add(image, label) {
      block.set(image, filled * bytesPerImage(size));
      labels.push(label);
      if (++filled === perBlock) await flush();
    },
    async finish() {
      await flush();
      const digest = await objects.put(Uint8Array.from(labels));
      return { images: labels.length, blocks, imagesPerBlock: perBlock, labels: digest };
    },
  };
}
