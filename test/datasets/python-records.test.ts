// CIFAR-10's pickles, NumPy arrays and tar shards: what Python wrote comes out of the packed form.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readerOf } from '../../datasets/kinds.js';
import type { Dataset } from '../../domain/dataset.js';
import { described, ingested, passDoor, writeFormat } from '../support/data-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

type Kind = 'cifar10Python' | 'arrays' | 'tarShards';
const kindOf = (format: string): Kind => format.split('.')[0] as Kind;
const dataset = (format: string, path: string): Dataset => ({ kind: kindOf(format), path, size: 32, images: null });

/** Formats whose images cannot be counted without unpacking a file. */
const uncounted = /npz|planes|grey|tarShards/;

for (const format of [
  'cifar10Python',
  'arrays',
  'arrays.npz',
  'arrays.npz.stored',
  'arrays.planes',
  'arrays.grey',
  'arrays.one',
  'arrays.unlabeled',
  'tarShards',
  'tarShards.one',
])
  test(`${format}: labels and pixels are those that Python wrote`, async () => {
    const { folder, classes, train, heldOut } = writeFormat(format);
    const set = dataset(format, folder);
    const packed = await ingested(set);
    assert.deepEqual(packed.artifact.classes, classes);
    assert.deepEqual(described(packed.train), train);
    assert.deepEqual(described(packed.heldOut), heldOut);
    assert.equal((await passDoor(set)).images, train.labels.length + heldOut.labels.length);
    assert.equal(readerOf(set).problem(set), null);
    const counts = readerOf(set).count(set);
    if (uncounted.test(format)) return assert.equal(counts, null);
    assert.deepEqual([counts?.train, counts?.heldOut], [train.labels.length, heldOut.labels.length]);
    assert.equal(counts?.labelled.train, classes.length === 0 ? 0 : train.labels.length);
  });

test('the archive of pickles as downloaded gives what the folder gives', async () => {
  const [plain, packed] = [writeFormat('cifar10Python'), writeFormat('cifar10Python.tar.gz')];
  const set = dataset('cifar10Python', join(packed.folder, 'cifar-10-python.tar.gz'));
  const door = await passDoor(set);
  assert.deepEqual(door.source, (await passDoor(dataset('cifar10Python', plain.folder))).source);
  assert.deepEqual(described((await ingested(set, door)).train), plain.train);
});

test('batches that are not the published ones are read, and a note names them', async () => {
  const { notes } = await passDoor(dataset('cifar10Python', writeFormat('cifar10Python').folder));
  assert.match(notes.join('\n'), /data_batch_1/);
});

test('one file of arrays may be named itself, and its digest does not depend on its name', async () => {
  const { folder, train } = writeFormat('arrays.npz');
  const source = (await passDoor(dataset('arrays', folder))).source;
  renameSync(join(folder, 'images.npz'), join(folder, 'other.npz'));
  const set = dataset('arrays', join(folder, 'other.npz'));
  assert.deepEqual((await passDoor(set)).source, source);
  assert.deepEqual(described((await ingested(set)).train), train);
});

test('a shard may be packed or not, and one shard may be named itself', async () => {
  const { folder } = writeFormat('tarShards');
  const packed = join(folder, 'train', 'shard-000001.tar.gz');
  const before = await passDoor(dataset('tarShards', folder));
  writeFileSync(join(folder, 'train', 'shard-000001.tar'), gunzipSync(readFileSync(packed)));
  rmSync(packed);
  assert.deepEqual((await passDoor(dataset('tarShards', folder))).source, before.source);
  const { folder: one } = writeFormat('tarShards.one');
  assert.equal((await passDoor(dataset('tarShards', join(one, 'b.tar')))).images, 15);
});

test('shards of training images and of all images are both used where test images lie apart', async () => {
  const { folder } = writeFormat('tarShards');
  renameSync(join(folder, 'train', 'shard-000000.tar'), join(folder, 'more.tar'));
  const { train, heldOut } = await ingested(dataset('tarShards', folder));
  assert.deepEqual([train.images, heldOut.images], [12, 4]);
});

for (const [format, message, cure] of [
  ['cifar10Python', /no batches\.meta, no data_batch_1/, /CIFAR-10 python version/],
  ['arrays', /no x_train\.npy and not exactly one \.npz file/, /numpy\.savez/],
  ['tarShards', /no tar file, in the folder or in train\//, /000001\.cls/],
] as const)
  test(`${format}: an empty folder is refused with what it lacks and what to do`, async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'test'));
    await assert.rejects(passDoor(dataset(format, folder)), { code: 'EAGAN_DATASET_NOT_FOUND', message, cure });
    assert.deepEqual(readdirSync(folder), ['test']);
  });
