// CIFAR-10, binary version: in each file, records of a label byte and 32 × 32 red, green and blue bytes, row by row.
import { byteReader, fixedRecords } from '../byte-reader.js';
import { fixedFiles } from '../fixed-files.js';
import type { ImageRecord, RecordFile, RecordFormat } from '../format.js';
import { inFiles, orElse } from '../going-on.js';
import { fromPlanes, packPixels } from '../pixels.js';
import { textLines } from '../text-lines.js';

const side = 32;
const recordBytes = 1 + 3 * side * side;
const names = 'batches.meta.txt';
const usualClasses = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const batches = {
  train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`),
  heldOut: ['test_batch.bin'],
};

export const cifar10Binary: RecordFormat<'cifar10Binary'> = {
  title: 'CIFAR-10 (binary version)',
  origin: 'It is on the page "The CIFAR-10 dataset" of the University of Toronto, as "CIFAR-10 binary version".',
  folder: 'cifar-10-batches-bin',
  archive: { name: 'cifar-10-binary.tar.gz', bytes: 170_052_171, md5: 'c32a1d4ab5d03f1284b67883e8d87530' },
  md5s: {},
  files: (_, found) => fixedFiles([names, ...batches.train, ...batches.heldOut], found),
  counts(_, files) {
    const records = (name: string): number => Math.floor((files.bytes(name) ?? 0) / recordBytes);
    const of = (some: readonly string[]): { labelled: number; unlabeled: number } => ({
      labelled: some.reduce((sum, name) => sum + records(name), 0),
      unlabeled: 0,
    });
    return { train: of(batches.train), heldOut: of(batches.heldOut) };
  },
  async open(_, files) {
    const classes = await orElse(files, () => textLines(files, names, usualClasses), usualClasses);
    return { classes, records: (split) => inFiles(files, batches[split], (file) => batch(file, classes.length)) };
  },
};

async function* batch(file: RecordFile, classes: number): AsyncGenerator<ImageRecord> {
  for await (const { offset, bytes } of fixedRecords(byteReader(file), recordBytes)) {
    const label = bytes[0]!;
    if (label >= classes) throw file.refuse(offset, `have a label from 0 to ${classes - 1}`, String(label));
    const pixels = (): Uint8Array => fromPlanes(bytes.subarray(1), side, 'rows');
    yield { label, image: (size) => packPixels({ width: side, height: side, channels: 3, bytes: pixels() }, size) };
  }
}
