// Arrays in files of their own: images pass row by row, labels are read as a whole.
import { npyHeaderBytes, npyStartBytes, readNpy, readNpyHeader } from '../../formats/arrays/npy.js';
import { arrayLabels, imageLayout, packArrayImage, type ImageArrayLayout } from './array-images.js';
import type { ArrayPart } from './array-parts.js';
import { byteReader } from './byte-reader.js';
import type { ImageRecord, NeededFile, OpenRecords, RecordFile, RecordFiles } from './format.js';
import { inFiles, orElse } from './going-on.js';
import { splitOff } from './held-out.js';
import { labelledImages, type LabelsApart } from './labels-apart.js';
import { withParser, wholeFile } from './parsed.js';

const mostLabelBytes = 2 ** 27;

/** Throws EAGAN_DATASET_DAMAGED. */
export async function openArrayFolder(files: RecordFiles, needed: readonly NeededFile[]): Promise<OpenRecords> {
  const has = (part: ArrayPart): boolean => needed.some(({ name }) => name === part);
  const labelsIn = (part: ArrayPart): Promise<LabelsApart> => {
    const found = needed.find(({ name }) => name === part);
    return orElse(files, () => labelsOf(files, found), { labels: null, from: '' });
  };
  const train = imagesOf(files, 'trainImages', await labelsIn('trainLabels'));
  if (!has('testImages')) return { classes: null, records: (split) => splitOff(train(), split) };
  const test = imagesOf(files, 'testImages', await labelsIn('testLabels'));
  return { classes: null, records: (split) => (split === 'train' ? train() : test()) };
}

async function labelsOf(files: RecordFiles, needed: NeededFile | undefined): Promise<LabelsApart> {
  if (!needed) return { labels: null, from: '' };
  const file = await files.open(needed.name);
  const bytes = await wholeFile(file, mostLabelBytes);
  const labels = withParser(file, () => {
    const array = readNpy(bytes);
    return arrayLabels(array, bytes.length - array.bytes.length);
  });
  return { labels, from: needed.file };
}

function imagesOf(files: RecordFiles, part: ArrayPart, labels: LabelsApart): () => AsyncGenerator<ImageRecord> {
  return () => inFiles(files, [part], (file) => recordsOf(file, labels));
}

async function* recordsOf(file: RecordFile, labels: LabelsApart): AsyncGenerator<ImageRecord> {
  const reader = byteReader(file);
  const layout = await readLayout();
  let images = 0;
  for await (const { label, bytes } of labelledImages(file, reader, layout.bytes, labels)) {
    if (++images > layout.count) break;
    yield { label, image: (size) => packArrayImage(bytes, layout, size) };
  }
  if (images === layout.count) return;
  const found = images > layout.count ? 'another image' : `the end after ${images}`;
  throw file.refuse(reader.offset, `have ${layout.count} images, because its header says so`, found);

  async function readLayout(): Promise<ImageArrayLayout> {
    const start = await reader.read(npyStartBytes, 'a header');
    const length = withParser(file, () => npyHeaderBytes(start));
    const rest = await reader.read(Math.max(0, length - npyStartBytes), 'a header');
    return withParser(file, () => imageLayout(readNpyHeader(Buffer.concat([start, rest])), 0));
  }
}
