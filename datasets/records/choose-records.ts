// Which records train and which are held out, where a pipeline limits their number.
import { takeEvenly } from '../choose-images.js';
import { heldOutShare } from '../ingest-shapes.js';
import type { Split, SplitCounts } from './format.js';

/** `images` training images and a quarter as many held out; null: all. */
export const limitsOf = (images: number | null): Readonly<Record<Split, number | null>> => ({
  train: images,
  heldOut: images === null ? null : heldOutShare(images),
});

/**
 * 1 for each record that is taken: as equally many of each label as possible, evenly spaced over the files. They keep
 * the order of the files.
 */
export function chooseRecords(labels: Uint8Array, limit: number | null): Uint8Array {
  const taken = new Uint8Array(labels.length).fill(limit === null ? 1 : 0);
  if (limit === null) return taken;
  const byLabel: number[][] = [];
  for (const [index, label] of labels.entries()) (byLabel[label] ??= []).push(index);
  // Not every label need occur.
  for (const index of takeEvenly(byLabel.flatMap((one) => [one]), limit).flat()) taken[index] = 1;
  return taken;
}

/** How many of them have a class. Exact where the classes are equally large. */
export function labelledWithin({ labelled, unlabeled }: SplitCounts, classes: number, limit: number | null): number {
  if (limit === null || unlabeled === 0) return Math.min(labelled, limit ?? labelled);
  const share = Math.max(Math.floor(limit / (classes + 1)), limit - labelled);
  return Math.min(labelled, limit - Math.min(unlabeled, share));
}
