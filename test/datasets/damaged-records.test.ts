// Files that are cut off or wrong: the error names the file and the byte, and nothing of the data set is used.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { EaganError } from '../../domain/errors.js';
import type { Dataset } from '../../domain/dataset.js';
import { passDoor, writeFormat } from '../support/data-files.js';

const formats = {
  cifar10Binary: { kind: 'cifar10Binary', size: 32 },
  stl10Binary: { kind: 'stl10Binary', size: 96, unlabeled: true },
  idx: { kind: 'idx', size: 28 },
  'idx.gz': { kind: 'idx', size: 28 },
  'cifar10Binary.tar.gz': { kind: 'cifar10Binary', size: 32 },
  'stl10Binary.tar.gz': { kind: 'stl10Binary', size: 96, unlabeled: true },
} as const;
type Format = keyof typeof formats;

const dataset = (format: Format, path: string): Dataset => ({ ...formats[format], path, images: null }) as Dataset;

/** What the door says of the folder once the file has other bytes. */
async function refusal(format: Format, folder: string, name: string, bytes: Uint8Array): Promise<EaganError | null> {
  const file = join(folder, name);
  const before = readFileSync(file);
  writeFileSync(file, bytes);
  try {
    await passDoor(dataset(format, folder));
    return null;
  } catch (error) {
    assert.ok(error instanceof EaganError, String(error));
    return error;
  } finally {
    writeFileSync(file, before);
  }
}

const places = 20;
/** A file may end after whole images: nothing tells that there were more. */
const mayEndAt: Partial<Record<Format, (name: string, length: number) => boolean>> = {
  cifar10Binary: (name, length) => name.endsWith('.bin') && length % 3073 === 0,
  stl10Binary: (name, length) => name === 'unlabeled_X.bin' && length % 27_648 === 0,
};

for (const format of Object.keys(formats) as Format[]) {
  const { folder } = writeFormat(format);
  for (const name of readdirSync(folder)) {
    const whole = readFileSync(join(folder, name));
    test(`${format}: ${name} that is cut off at any of ${places} places is refused with its name`, async () => {
      for (let place = 0; place < places; place++) {
        const length = Math.floor((whole.length * place) / places);
        const error = await refusal(format, folder, name, whole.subarray(0, length));
        if (mayEndAt[format]?.(name, length)) continue;
        assert.equal(error?.code, 'EAGAN_DATASET_DAMAGED', `${length} of ${whole.length} bytes`);
        assert.ok(error.message.startsWith(join(folder, name)), error.message);
        assert.match(error.message, /, byte \d+: .* \(.*\)/);
      }
    });
    test(`${format}: ${name} with a byte too many is refused`, async () => {
      const error = await refusal(format, folder, name, Buffer.concat([whole, Buffer.of(7)]));
      // What follows packed data is no part of it.
      if (format.endsWith('.gz')) return;
      assert.equal(error?.code, 'EAGAN_DATASET_DAMAGED');
    });
  }
}

/** Of a file of a format, with some of its bytes exchanged. */
async function exchanged(format: Format, name: string, at: number, bytes: readonly number[]): Promise<EaganError> {
  const { folder } = writeFormat(format);
  const changed = Uint8Array.from(readFileSync(join(folder, name)));
  changed.set(bytes, at);
  const error = await refusal(format, folder, name, changed);
  assert.equal(error?.code, 'EAGAN_DATASET_DAMAGED');
  return error;
}

test('a label out of range is named with its byte', async () => {
  const cifar = await exchanged('cifar10Binary', 'data_batch_2.bin', 3073, [10]);
  assert.match(cifar.message, /data_batch_2\.bin, byte 3073: it must have a label from 0 to 9 \(got 10\)/);
  for (const label of [0, 11]) {
    const { message } = await exchanged('stl10Binary', 'test_y.bin', 2, [label]);
    assert.match(message, new RegExp(`test_y\\.bin, byte 2: it must have a label from 1 to 10 \\(got ${label}\\)`));
  }
});

test('a held-out label that no training image has is refused', async () => {
  const { folder } = writeFormat('idx');
  const file = join(folder, 't10k-labels-idx1-ubyte');
  const labels = Uint8Array.from(readFileSync(file));
  labels[9] = 9;
  const error = await refusal('idx', folder, 't10k-labels-idx1-ubyte', labels);
  assert.equal(error?.code, 'EAGAN_DATASET_UNSUITABLE');
  assert.match(error.message, /no label above 3, but 9/);
});

for (const [what, at, bytes, message] of [
  ['another magic number', 0, [1], /byte 0: it must begin with 00 00 08 03 or 00 00 08 04 \(got 01 00 08 03\)/],
  ['values of another type', 2, [0x0d], /begin with .* \(got 00 00 0d 03\)/],
  ['labels instead of images', 3, [1], /begin with .* \(got 00 00 08 01\)/],
  ['four sizes, the last of which is not 3', 3, [4], /byte 16: it must have 3 values a pixel/],
  ['another number of images', 7, [7], /byte 4: .* as many images as labels, 6, \(got 7\)/],
  ['images without height', 11, [0], /byte 8: it must have a height and a width from 1 to 4096 \(got 0\)/],
  ['images of an impossible width', 12, [255], /byte 12: it must have a height and a width from 1 to 4096/],
] as const) {
  test(`an idx file with ${what} is refused`, async () => {
    assert.match((await exchanged('idx', 'train-images-idx3-ubyte', at, bytes)).message, message);
  });
}

test('idx files of images of different sizes are refused', async () => {
  const { folder } = writeFormat('idx');
  const name = 't10k-images-idx3-ubyte';
  const smaller = Uint8Array.from(readFileSync(join(folder, name)).subarray(0, 16 + 3 * 28 * 27));
  smaller[15] = 27;
  const error = await refusal('idx', folder, name, smaller);
  assert.match(error?.message ?? '', /byte 8: it must have the size of the training images, 28 × 28, \(got 28 × 27\)/);
});

test('files without an image are refused', async () => {
  const { folder } = writeFormat('cifar10Binary');
  const error = await refusal('cifar10Binary', folder, 'test_batch.bin', new Uint8Array(0));
  assert.equal(error?.code, 'EAGAN_DATASET_EMPTY');
  assert.match(error.message, /at least one training image and one held-out image \(got 20 and 0\)/);
});

test('packed data that is damaged is refused with its file', async () => {
  const { folder } = writeFormat('idx.gz');
  const name = 'train-images-idx3-ubyte.gz';
  const bytes = Uint8Array.from(readFileSync(join(folder, name)));
  bytes.fill(0x55, 200, 400);
  const error = await refusal('idx.gz', folder, name, bytes);
  assert.equal(error?.code, 'EAGAN_DATASET_DAMAGED');
  assert.match(error.message, /train-images-idx3-ubyte\.gz, byte \d+: a gzip file must be whole/);
});
