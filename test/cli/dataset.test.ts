// `eagan dataset inspect` for what people name: a pipeline file, a folder, files of another kind.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Inspection } from '../../datasets/inspect/inspect.js';
import { drawShape, shapeLabel } from '../../datasets/draw-shape.js';
import { shippedFile } from '../support/pipelines.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from './support.js';

const folder = temporaryFolder();
const inspect = (...words: readonly string[]): ReturnType<typeof runEagan> =>
  runEagan(['dataset', 'inspect', ...words], {}, folder);
const report = async (...words: readonly string[]): Promise<Inspection> =>
  JSON.parse((await inspect('--json', ...words)).stdout) as Inspection;

/** Drawn shapes in CIFAR-10's binary files: four records each. */
function cifar(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  const record = (index: number): Uint8Array => {
    const image = drawShape(0, index, 32);
    const plane = (channel: number): Uint8Array => image.filter((_, i) => i % 3 === channel);
    return Buffer.concat([Uint8Array.of(shapeLabel(index)), plane(0), plane(1), plane(2)]);
  };
  const batches = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);
  for (const [at, file] of [...batches, 'test_batch.bin'].entries())
    writeFileSync(join(path, file), Buffer.concat([0, 1, 2, 3].map((i) => record(4 * at + i))));
  writeFileSync(join(path, 'batches.meta.txt'), 'abcdefghij'.split('').join('\n'));
  return name;
}

test('a pipeline file is inspected by its data set, and its options change it', async () => {
  const tiny = shippedFile('tiny.yaml');
  const { kind, trainImages, heldOutImages, classes, contents } = await report(tiny);
  assert.deepEqual([kind, trainImages, heldOutImages, contents], ['shapes', 600, 150, null]);
  assert.equal(classes.length, 10);
  const fewer = await report(tiny, '--set', 'dataset.images=40');
  assert.deepEqual([fewer.trainImages, fewer.heldOutImages], [40, 10]);
});

test('files of another kind are inspected with --kind, with classes, colours and contents', async () => {
  const { kind, size, trainImages, heldOutImages, classes, contents, channels, problem, notes } = await report(
    cifar('cifar'),
    '--kind',
    'cifar10Binary',
  );
  assert.deepEqual([kind, size, trainImages, heldOutImages, problem], ['cifar10Binary', 32, 20, 4, null]);
  assert.deepEqual(classes[0], { name: 'a', train: 2, heldOut: 1 });
  assert.match(contents ?? '', /^[0-9a-f]{64}$/);
  assert.ok(channels!.mean.every((value) => value > 0 && value < 1));
  const text = (await inspect('cifar', '--kind', 'cifar10Binary')).stdout;
  for (const note of notes) assert.ok(text.includes(note), text);
});

test('equal images of other kinds are named by split and number', async () => {
  const path = cifar('doubled');
  const first = readFileSync(join(folder, path, 'data_batch_1.bin'));
  writeFileSync(join(folder, path, 'test_batch.bin'), first);
  const { duplicates } = await report(path, '--kind', 'cifar10Binary');
  assert.equal(duplicates.heldOutInTrain, 4);
  assert.deepEqual(duplicates.groups[1], ['train/1', 'heldOut/1']);
});

test('a damaged file is a problem that is named, and the exit code is 1', async () => {
  const path = cifar('cut');
  const file = join(folder, path, 'data_batch_3.bin');
  writeFileSync(file, readFileSync(file).subarray(0, 4000));
  const { exitCode, stdout } = await inspect(path, '--kind', 'cifar10Binary');
  assert.equal(exitCode, 1);
  assert.match(stdout, /EAGAN_DATASET_DAMAGED: .*data_batch_3\.bin/);
});

test('a picture shows a row for each class, and is not written over another file', async () => {
  const path = cifar('shown');
  const written = await inspect(path, '--kind', 'cifar10Binary', '--preview', 'shown.png');
  assert.equal(written.exitCode, 0, written.stderr);
  const { format, width, height } = await sharp(join(folder, 'shown.png')).metadata();
  const [rows, columns] = [10, 2];
  assert.deepEqual([format, width, height], ['png', 2 * (columns * 34 + 2), 2 * (rows * 34 + 2)]);
  const refused = await inspect(path, '--kind', 'cifar10Binary', '--preview', 'shown.png');
  assert.deepEqual([refused.exitCode, refused.stdout], [2, '']);
  assert.match(refused.stderr, /EAGAN_FILE_EXISTS/);
  assert.equal((await inspect(path, '--kind', 'cifar10Binary', '--preview', 'shown.png', '--force')).exitCode, 0);
});

/** Questions that make no sense. */
const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown kind', ['.', '--kind', 'lmdb'], /--kind/],
  ['a size that is no multiple of 16', ['.', '--size', '20'], /multiple of 16/],
  ['a size of a pipeline', [shippedFile('tiny.yaml'), '--size', '32'], /--set dataset\.size=64/],
  ['options of a pipeline for a folder', ['.', '--set', 'seed=2'], /got no \*\.yaml file/],
  ['folders without a class in files', ['cifar', '--kind', 'cifar10Binary', '--unlabeled', 'x'], /--unlabeled is for/],
  ['a file that may be anything', ['some.bin'], /--kind with imageFolder, cifar10Binary/],
];
for (const [what, words, said] of refusals)
  test(`${what} is refused`, async () => {
    writeFileSync(join(folder, 'some.bin'), 'x');
    const { exitCode, stderr, stdout } = await inspect(...words);
    assert.deepEqual([exitCode, stdout], [2, ''], stderr);
    assert.match(stderr, said);
  });

test('a folder that is not there is not found, also if its name looks like an option', async () => {
  const { exitCode, stdout } = await inspect('--', '--size');
  assert.equal(exitCode, 4);
  assert.match(stdout, /EAGAN_DATASET_NOT_FOUND: .*--size must be a folder/);
});
