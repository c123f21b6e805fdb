// Reads all files of a data set once: their digests, and the label of each image. No image is made.
import type { Digest } from '../../domain/digest.js';
import type { IngestedDataset, RecordKind } from '../../domain/dataset.js';
import type { IngestProgress } from '../types.js';
import type { OpenRecords, RecordFormat, Split } from './format.js';
import { contentsOf, startReading, type ReadDigests } from './reading.js';
import { unusableFiles } from './refusal.js';
import type { StoredFiles } from './stored-files.js';

export interface Survey {
  readonly classes: readonly string[];
  /** A label for each image, in the order of the images; `classes.length`: no class. */
  readonly labels: Readonly<Record<Split, Uint8Array>>;
  readonly digests: ReadDigests;
  readonly contents: Digest;
}

/** Labels are bytes, and images without a class take one. */
const mostLabels = 256;
/** How many images pass between two reports of progress. */
export const reportEvery = 1000;
const none = -1;

/**
 * Throws EAGAN_DATASET_DAMAGED, EAGAN_DATASET_NOT_FOUND, EAGAN_DATASET_EMPTY and EAGAN_DATASET_UNSUITABLE. `path`: what
 * the pipeline names, for people.
 */
export async function surveyRecords<Kind extends RecordKind>(
  path: string,
  dataset: IngestedDataset<Kind>,
  files: StoredFiles,
  format: RecordFormat<Kind>,
  onImages: (done: number) => ReturnType<IngestProgress>,
): Promise<Survey> {
  const reading = startReading(files, format);
  const opened = await format.open(dataset, reading, files.needed);
  let before = 0;
  const labels = { train: [] as number[], heldOut: [] as number[] };
  for (const split of ['train', 'heldOut'] as const) {
    labels[split] = await labelsOf(opened, split, (done) => onImages(before + done));
    before += labels[split].length;
  }
  const digests = await reading.finish();
  assertNotEmpty(path, labels, format);
  const classes = opened.classes ?? numbered(path, labels, format);
  assertLabelsFit(path, classes, labels, format);
  const inBytes = (split: Split): Uint8Array =>
    Uint8Array.from(labels[split], (label) => (label === none ? classes.length : label));
  return {
    ...{ classes, digests, contents: contentsOf(digests.files) },
    labels: { train: inBytes('train'), heldOut: inBytes('heldOut') },
  };
}

async function labelsOf(
  opened: OpenRecords,
  split: Split,
  onImages: (done: number) => ReturnType<IngestProgress>,
): Promise<number[]> {
  const labels: number[] = [];
  for await (const { label } of opened.records(split)) {
    labels.push(label ?? none);
    if (labels.length % reportEvery === 0) await onImages(labels.length);
  }
  return labels;
}

type Labels = Readonly<Record<Split, readonly number[]>>;

function assertNotEmpty(path: string, { train, heldOut }: Labels, format: RecordFormat<never>): void {
  if (train.length > 0 && heldOut.length > 0) return;
  const found = `${train.length} and ${heldOut.length}`;
  const must = 'have at least one training image and one held-out image';
  throw unusableFiles('EAGAN_DATASET_EMPTY', path, must, found, format);
}

/** As many classes as the labels of the training images need: `0`, `1` and so on. */
function numbered(path: string, { train, heldOut }: Labels, format: RecordFormat<never>): string[] {
  const [most, other] = [greatest(train), greatest(heldOut)];
  if (other > most) {
    const must = `have training images with each label of the held-out images`;
    throw unusableFiles('EAGAN_DATASET_UNSUITABLE', path, must, `no label above ${most}, but ${other}`, format);
  }
  return Array.from({ length: most + 1 }, (_, label) => String(label));
}

const greatest = (labels: readonly number[]): number => labels.reduce((a, b) => Math.max(a, b), none);

function assertLabelsFit(
  path: string,
  classes: readonly string[],
  { train, heldOut }: Labels,
  format: RecordFormat<never>,
): void {
  const needed = classes.length + (train.includes(none) || heldOut.includes(none) ? 1 : 0);
  if (needed <= mostLabels) return;
  const must = `have at most ${mostLabels} classes, of which images without a class take one`;
  throw unusableFiles('EAGAN_DATASET_UNSUITABLE', path, must, String(needed), format);
}
