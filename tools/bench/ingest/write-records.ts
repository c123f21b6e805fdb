// Writes large files of records from drawn shapes, to measure how fast they are read.
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { drawShape, shapeLabel } from '../../../datasets/draw-shape.js';

/** How many different images are drawn: reading does not depend on what they show. */
const differentImages = 500;

type Writer = (folder: string, images: number) => void;

/** One function a format: writes so many training images, and a few held out, into the folder. */
export const recordWriters = {
  cifar10Binary(folder, images) {
    const record = (index: number): Uint8Array => Buffer.concat([Buffer.of(shapeLabel(index)), planes(index, 32)]);
    const batch = (number: number): number => Math.floor((images * number) / 5);
    for (const number of [0, 1, 2, 3, 4])
      writeMany(join(folder, `data_batch_${number + 1}.bin`), batch(number + 1) - batch(number), record);
    writeMany(join(folder, 'test_batch.bin'), fewImages, record);
    writeNames(join(folder, 'batches.meta.txt'));
  },
  /** Nearly all images are unlabeled, as in the published files. */
  stl10Binary(folder, images) {
    const record = (index: number): Uint8Array => planes(index, 96);
    const label = (index: number): Uint8Array => Buffer.of(shapeLabel(index) + 1);
    for (const split of ['train', 'test']) {
      writeMany(join(folder, `${split}_X.bin`), fewImages, record);
      writeMany(join(folder, `${split}_y.bin`), fewImages, label);
    }
    writeMany(join(folder, 'unlabeled_X.bin'), images - fewImages, record);
    writeNames(join(folder, 'class_names.txt'));
  },
  idx(folder, images) {
    const record = (index: number): Uint8Array => planes(index, 28).subarray(0, 28 * 28);
    const label = (index: number): Uint8Array => Buffer.of(shapeLabel(index));
    for (const [split, count] of [
      ['train', images],
      ['t10k', fewImages],
    ] as const) {
      writeMany(join(folder, `${split}-images-idx3-ubyte`), count, record, idxHeader(count, 28, 28));
      writeMany(join(folder, `${split}-labels-idx1-ubyte`), count, label, idxHeader(count));
    }
  },
} as const satisfies Record<string, Writer>;

export type WrittenKind = keyof typeof recordWriters;

const fewImages = 10;

/** In one file, one piece after another. */
function writeMany(
  path: string,
  count: number,
  piece: (index: number) => Uint8Array,
  head: Uint8Array = new Uint8Array(0),
): void {
  const pieces = Array.from({ length: Math.min(count, differentImages) }, (_, index) => piece(index));
  const file = openSync(path, 'wx');
  try {
    writeSync(file, head);
    for (let index = 0; index < count; index++) writeSync(file, pieces[index % pieces.length]!);
  } finally {
    closeSync(file);
  }
}

function writeNames(path: string): void {
  const names = Array.from({ length: 10 }, (_, label) => `class ${label}\n`);
  writeFileSync(path, names.join(''));
}

function planes(index: number, side: number): Uint8Array {
  const pixels = drawShape(0, index, side);
  const area = side * side;
  return Uint8Array.from({ length: 3 * area }, (_, at) => pixels[(at % area) * 3 + Math.floor(at / area)]!);
}

function idxHeader(...sizes: readonly number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  for (const [index, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * index);
  return header;
}
