// Arrays in one .npz file, which is read into memory: a zip has its directory at its end.
import { openNpz, type NpzFile } from '../../formats/arrays/npz.js';
import { FormatError, withinPart } from '../../formats/format-error.js';
import { arrayLabels, imageLayout, packArrayImage, type ImageArrayLayout } from './array-images.js';
import { arrayParts, type ArrayPart } from './array-parts.js';
import type { ImageRecord, OpenRecords, RecordFiles } from './format.js';
import { splitOff } from './held-out.js';
import { parsed, wholeFile } from './parsed.js';

/** Of the file, and of each unpacked array. Larger ones are read from a folder with .npy files, row by row. */
const mostBytes = 2 ** 31;

interface LabelledArray {
  readonly layout: ImageArrayLayout;
  readonly bytes: Uint8Array;
  readonly labels: Uint8Array | null;
}

/** Throws EAGAN_DATASET_DAMAGED. */
export async function openArrayZip(files: RecordFiles, name: string): Promise<OpenRecords> {
  const file = await files.open(name);
  const bytes = await wholeFile(file, mostBytes);
  const { train, test } = parsed(file, () => {
    const zip = openNpz(bytes, mostBytes);
    const parts = arrayParts(zip.names);
    if (!parts.has('trainImages'))
      throw new FormatError(`an array x_train must be in the file (it has ${zip.names.join(', ')})`, 0);
    const test = parts.has('testImages') ? readArrays(zip, parts, 'testImages', 'testLabels') : null;
    return { train: readArrays(zip, parts, 'trainImages', 'trainLabels'), test };
  });
  if (test === null) return { classes: null, records: (split) => splitOff(recordsOf(train), split) };
  return { classes: null, records: (split) => recordsOf(split === 'train' ? train : test) };
}

/** @throws FormatError */
function readArrays(
  zip: NpzFile,
  parts: ReadonlyMap<ArrayPart, string>,
  images: ArrayPart,
  labels: ArrayPart,
): LabelledArray {
  const [imagesName, labelsName] = [parts.get(images)!, parts.get(labels)];
  const array = zip.read(imagesName);
  const layout = withinPart(imagesName, () => imageLayout(array, 0));
  const read = labelsName === undefined ? null : readLabels(zip, labelsName);
  if (read && read.length !== layout.count)
    throw new FormatError(`${labelsName} must have a label for each image, ${layout.count} (got ${read.length})`, 0);
  return { layout, bytes: array.bytes, labels: read };
}

function readLabels(zip: NpzFile, name: string): Uint8Array {
  const array = zip.read(name);
  return withinPart(name, () => arrayLabels(array, 0));
}

// eslint-disable-next-line @typescript-eslint/require-await -- read as files that pass are
async function* recordsOf({ layout, bytes, labels }: LabelledArray): AsyncGenerator<ImageRecord> {
  for (let i = 0; i < layout.count; i++) {
    const one = bytes.subarray(i * layout.bytes, (i + 1) * layout.bytes);
    yield { label: labels?.[i] ?? null, image: (size) => packArrayImage(one, layout, size) };
  }
}
