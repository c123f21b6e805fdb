// CIFAR-10, Python version: pickled dictionaries with `data`, 3072 bytes an image (red, green and blue, row by row),
// and `labels`. Nothing of them is executed.
import type { NumberArray } from '../../../formats/arrays/number-array.js';
import { FormatError } from '../../../formats/format-error.js';
import { numpyGlobals, pickledArray } from '../../../formats/pickle/numpy-globals.js';
import { readPickle } from '../../../formats/pickle/read-pickle.js';
import { asCount, asList, asText } from '../../../formats/pickle/values.js';
import { fixedFiles } from '../fixed-files.js';
import { inFiles, orElse } from '../going-on.js';
import type { FilesAtHand, ImageRecord, RecordFile, RecordFormat, SplitCounts } from '../format.js';
import { withParser, wholeFile } from '../parsed.js';
import { fromPlanes, packPixels } from '../pixels.js';

const side = 32;
const imageBytes = 3 * side * side;
const meta = 'batches.meta';
const batches = {
  train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}`),
  heldOut: ['test_batch'],
};
const classCount = 10;
/** A published batch has 31 MB. */
const mostBytes = 2 ** 28;

export const cifar10Python: RecordFormat<'cifar10Python'> = {
  title: 'CIFAR-10 (python version)',
  origin: 'It is on the page "The CIFAR-10 dataset" of the University of Toronto, as "CIFAR-10 python version".',
  folder: 'cifar-10-batches-py',
  archive: { name: 'cifar-10-python.tar.gz', bytes: 170_498_071, md5: 'c58f30108f718f92721af3b95e74349a' },
  md5s: {
    data_batch_1: 'c99cafc152244af753f735de768cd75f',
    data_batch_2: 'd4bba439e000b95fd0a9bffe97cbabec',
    data_batch_3: '54ebc095f3ab1f0389bbae665268c751',
    data_batch_4: '634d18415352ddfa80567beed471001a',
    data_batch_5: '482c414d41f54cd18b22e5b47cb7c3cb',
    test_batch: '40351d587109b95175f43aff81a1287e',
  },
  files: (_, found) => fixedFiles([meta, ...batches.train, ...batches.heldOut], found),
  counts: (_, files) => ({ train: countOf(files, batches.train), heldOut: countOf(files, batches.heldOut) }),
  async open(_, files) {
    const unnamed = Array.from({ length: classCount }, (_, label) => String(label));
    const classes = await orElse(files, async () => classNames(await files.open(meta)), unnamed);
    return { classes, records: (split) => inFiles(files, batches[split], (file) => batch(file, classes.length)) };
  },
};

/** The array's shape stands before its bytes, but anywhere: the whole pickle is read, and no image made. */
function countOf(files: FilesAtHand, names: readonly string[]): SplitCounts {
  const imagesIn = (name: string): number => {
    try {
      return imagesOf(readBatch(files.start(name, mostBytes))).shape[0]!;
    } catch {
      return 0;
    }
  };
  return { labelled: names.reduce((sum, name) => sum + imagesIn(name), 0), unlabeled: 0 };
}

/** @throws FormatError */
function readBatch(bytes: Uint8Array): ReadonlyMap<unknown, unknown> {
  const { value } = readPickle(bytes, { globals: numpyGlobals });
  if (value instanceof Map) return value;
  throw new FormatError('the pickle must be a dictionary', 0);
}

/** @throws FormatError */
function imagesOf(batch: ReadonlyMap<unknown, unknown>): NumberArray {
  const data = pickledArray(batch.get('data'));
  if (data?.type === 'u1' && data.shape.length === 2 && data.shape[1] === imageBytes && !data.fortranOrder) return data;
  const found = data === undefined ? 'no array' : `shape [${data.shape.join(', ')}] of ${data.type}`;
  throw new FormatError(`the key "data" must have an array of u1 with ${imageBytes} columns (got ${found})`, 0);
}

/** @throws FormatError */
function labelsOf(batch: ReadonlyMap<unknown, unknown>, images: number, classes: number): number[] {
  const labels = asList(batch.get('labels'), 'the key "labels"', 0).map((label) => asCount(label, 'a label', 0));
  const wrong = labels.find((label) => label >= classes);
  if (wrong !== undefined) throw new FormatError(`a label must be from 0 to ${classes - 1} (got ${wrong})`, 0);
  if (labels.length === images) return labels;
  throw new FormatError(`there must be as many labels as images, ${images} (got ${labels.length})`, 0);
}

async function* batch(file: RecordFile, classes: number): AsyncGenerator<ImageRecord> {
  const bytes = await wholeFile(file, mostBytes);
  const { images, labels } = withParser(file, () => {
    const found = readBatch(bytes);
    const array = imagesOf(found);
    return { images: array.bytes, labels: labelsOf(found, array.shape[0]!, classes) };
  });
  for (const [i, label] of labels.entries()) {
    const pixels = (): Uint8Array => fromPlanes(images.subarray(i * imageBytes, (i + 1) * imageBytes), side, 'rows');
    yield { label, image: (size) => packPixels({ width: side, height: side, channels: 3, bytes: pixels() }, size) };
  }
}

async function classNames(file: RecordFile): Promise<string[]> {
  const bytes = await wholeFile(file, mostBytes);
  return withParser(file, () => {
    const names = asList(readBatch(bytes).get('label_names'), 'the key "label_names"', 0);
    const classes = names.map((name) => asText(name, 'the name of a class', 0));
    if (classes.length === classCount && new Set(classes).size === classCount) return classes;
    throw new FormatError(`there must be ten different names of classes (got ${classes.length})`, 0);
  });
}
