// STL-10: images of 96 × 96 as red, green and blue planes, column by column; labels from 1 to 10 in files of their own.
// The unlabeled images train the networks and are in no class.
import { byteReader } from '../byte-reader.js';
import { fixedFiles } from '../fixed-files.js';
import type { ImageRecord, RecordFile, RecordFiles, RecordFormat, Split, SplitCounts } from '../format.js';
import { inFiles, orElse } from '../going-on.js';
import { labelledImages, type LabelsApart } from '../labels-apart.js';
import { fromPlanes, packPixels } from '../pixels.js';
import { textLines } from '../text-lines.js';

const side = 96;
const imageBytes = 3 * side * side;
const names = 'class_names.txt';
const usualClasses = ['airplane', 'bird', 'car', 'cat', 'deer', 'dog', 'horse', 'monkey', 'ship', 'truck'];
const unlabeledImages = 'unlabeled_X.bin';
const splits = {
  train: { images: 'train_X.bin', labels: 'train_y.bin' },
  heldOut: { images: 'test_X.bin', labels: 'test_y.bin' },
} as const;
/** The official files have 5,000 and 8,000 labels. */
const mostLabels = 2 ** 24;

const noLabels: LabelsApart = { labels: null, from: '' };

const labelledFiles = [names, ...Object.values(splits).flatMap(({ labels, images }) => [labels, images])];

export const stl10Binary: RecordFormat<'stl10Binary'> = {
  title: 'STL-10 (binary files)',
  origin: 'It is on the page "STL-10 dataset" of Stanford University, as "Binary files".',
  folder: 'stl10_binary',
  archive: { name: 'stl10_binary.tar.gz', bytes: 2_640_397_119, md5: '91f7769df0f17e558f3565bffb0c7dfb' },
  md5s: {
    'train_X.bin': '918c2871b30a85fa023e0c44e0bee87f',
    'train_y.bin': '5a34089d4802c674881badbb80307741',
    'unlabeled_X.bin': '5242ba1fed5e4be9e1e742405eb56ca4',
    'test_X.bin': '7f263ba9f9e0b06b93213547f721ac82',
    'test_y.bin': '36f9794fa4beb8a2c72628de14fa638e',
  },
  files: ({ unlabeled }, found) => fixedFiles([...labelledFiles, ...(unlabeled ? [unlabeledImages] : [])], found),
  counts({ unlabeled }, files) {
    const images = (name: string): number => Math.floor((files.bytes(name) ?? 0) / imageBytes);
    const of = (name: string, more = 0): SplitCounts => ({ labelled: images(name), unlabeled: more });
    return {
      train: of(splits.train.images, unlabeled ? images(unlabeledImages) : 0),
      heldOut: of(splits.heldOut.images),
    };
  },
  async open({ unlabeled }, files) {
    const classes = await orElse(files, () => textLines(files, names, usualClasses), usualClasses);
    const labelsIn = (name: string): Promise<LabelsApart> =>
      orElse(files, () => labelsOf(files, name, classes.length), noLabels);
    const labels = { train: await labelsIn(splits.train.labels), heldOut: await labelsIn(splits.heldOut.labels) };
    const namesOf = (split: Split): string[] => [
      splits[split].images,
      ...(split === 'train' && unlabeled ? [unlabeledImages] : []),
    ];
    return {
      classes,
      records: (split) =>
        inFiles(files, namesOf(split), (file) =>
          imagesOf(file, file.name === unlabeledImages ? noLabels : labels[split]),
        ),
    };
  },
};

/** From 0: in the file they begin with 1. */
async function labelsOf(files: RecordFiles, name: string, classes: number): Promise<LabelsApart> {
  const bytes = await files.whole(name, mostLabels);
  const wrong = bytes.findIndex((label) => label < 1 || label > classes);
  if (wrong >= 0) throw files.refuse(name, wrong, `have a label from 1 to ${classes}`, String(bytes[wrong]));
  return { labels: bytes.map((label) => label - 1), from: name };
}

async function* imagesOf(file: RecordFile, labels: LabelsApart): AsyncGenerator<ImageRecord> {
  for await (const { label, bytes } of labelledImages(file, byteReader(file), imageBytes, labels)) {
    const pixels = (): Uint8Array => fromPlanes(bytes, side, 'columns');
    yield { label, image: (size) => packPixels({ width: side, height: side, channels: 3, bytes: pixels() }, size) };
  }
}
