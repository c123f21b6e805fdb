// Images whose labels are in another file: the two must have equally many.
import type { ByteReader } from './byte-reader.js';
import { fixedRecords } from './byte-reader.js';
import type { RecordFile } from './format.js';

export interface LabelsApart {
  /** null: the images have no class. */
  readonly labels: ArrayLike<number> | null;
  /** The file of the labels. */
  readonly from: string;
}

/** One image in bytes, with its label. */
interface LabelledBytes {
  readonly label: number | null;
  readonly bytes: Uint8Array;
}

/** The images that follow in the file, each of so many bytes. Throws EAGAN_DATASET_DAMAGED. */
export async function* labelledImages(
  file: RecordFile,
  reader: ByteReader,
  length: number,
  { labels, from }: LabelsApart,
): AsyncGenerator<LabelledBytes> {
  let at = 0;
  for await (const { offset, bytes } of fixedRecords(reader, length)) {
    if (labels && at === labels.length) throw file.refuse(offset, mustEnd(labels.length, from), 'another image');
    yield { label: labels === null ? null : labels[at]!, bytes };
    at++;
  }
  if (labels && at < labels.length)
    throw file.refuse(reader.offset, `go on, because ${from} has ${labels.length} labels,`, `the end after ${at} images`);
}

const mustEnd = (count: number, from: string): string => `end, because ${from} has ${count} labels,`;
