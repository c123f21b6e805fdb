// Holds out a share of images that come without a test split, as for image folders: every fifth of a class.
import { heldOutEvery } from '../choose-images.js';
import type { ImageRecord, Split } from './format.js';

/** The images of a split, in their order. The others are passed over. */
export async function* splitOff(records: AsyncIterable<ImageRecord>, split: Split): AsyncGenerator<ImageRecord> {
  const seen = new Map<number | null, number>();
  for await (const record of records) {
    const index = seen.get(record.label) ?? 0;
    seen.set(record.label, index + 1);
    if ((index % heldOutEvery === heldOutEvery - 1) === (split === 'heldOut')) yield record;
  }
}
