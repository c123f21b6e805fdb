// Files with records: what Python wrote comes out of the packed form, wherever the files are.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { readerOf } from '../../datasets/kinds.js';
import type { Dataset } from '../../domain/dataset.js';
import { described, ingested, passDoor, writeFormat } from '../support/data-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

type Kind = 'cifar10Binary' | 'stl10Binary' | 'idx';
const nativeSize = { cifar10Binary: 32, stl10Binary: 96, idx: 28 } as const;

const dataset = (kind: Kind, path: string, other: object = {}): Dataset =>
  ({ kind, path, size: nativeSize[kind], images: null, ...(kind === 'stl10Binary' ? { unlabeled: true } : {}), ...other }) as Dataset;

for (const [format, kind] of [
  ['cifar10Binary', 'cifar10Binary'],
  ['stl10Binary', 'stl10Binary'],
  ['idx', 'idx'],
  ['idx.gz', 'idx'],
  ['idx.rgb', 'idx'],
] as const) {
  test(`${format}: labels and pixels are those that Python wrote, and the counts are known before anything is read`, async () => {
    const { folder, classes, train, heldOut } = writeFormat(format);
    const set = dataset(kind, folder);
    const packed = await ingested(set);
    assert.deepEqual(packed.artifact.classes, classes);
    assert.deepEqual(described(packed.train), train);
    assert.deepEqual(described(packed.heldOut), heldOut);
    const labelled = train.labels.filter((label) => label < classes.length).length;
    assert.deepEqual(readerOf(set).count(set), {
      ...{ train: train.labels.length, heldOut: heldOut.labels.length },
      labelled: { train: labelled, heldOut: heldOut.labels.length },
    });
    assert.equal((await passDoor(set)).images, train.labels.length + heldOut.labels.length);
    assert.equal(readerOf(set).problem(set), null);
  });
}

test('packed and plain idx files with the same contents give the same digest, and the path is not in it', async () => {
  const contents = async (format: string): Promise<unknown> =>
    (await passDoor(dataset('idx', writeFormat(format).folder))).source;
  assert.deepEqual(await contents('idx.gz'), await contents('idx'));
  assert.notDeepEqual(await contents('idx.rgb'), await contents('idx'));
});

test('without the unlabeled images only the others train, and their file need not be there', async () => {
  const { folder, train } = writeFormat('stl10Binary');
  rmSync(join(folder, 'unlabeled_X.bin'));
  const packed = await ingested(dataset('stl10Binary', folder, { unlabeled: false }));
  assert.deepEqual(described(packed.train).sha256, train.sha256.slice(0, 5));
  await assert.rejects(passDoor(dataset('stl10Binary', folder)), {
    code: 'EAGAN_DATASET_NOT_FOUND',
    message: /got no unlabeled_X\.bin/,
    cure: /page "STL-10 dataset"/,
  });
});

test('a limit takes equally many of each class, in the order of the files, and a quarter as many held out', async () => {
  const { folder } = writeFormat('idx');
  const packed = await ingested(dataset('idx', folder, { images: 4 }));
  assert.deepEqual([...packed.train.labels], [2, 3, 0, 1].sort());
  assert.equal(packed.heldOut.images, 1);
  const unlabeled = await ingested(dataset('stl10Binary', writeFormat('stl10Binary').folder, { images: 6 }));
  assert.deepEqual([...unlabeled.train.labels], [0, 1, 2, 3, 4, 10]);
});

test('images are resized to the size that the pipeline asks for', async () => {
  const packed = await ingested(dataset('stl10Binary', writeFormat('stl10Binary').folder, { size: 48 }));
  assert.equal(packed.artifact.size, 48);
  assert.equal(packed.train.read([0]).length, 48 * 48 * 3);
});

test('the files may lie in the folder that the official archive makes', async () => {
  const { folder, train } = writeFormat('cifar10Binary');
  const above = temporaryFolder();
  cpSync(folder, join(above, 'cifar-10-batches-bin'), { recursive: true });
  assert.deepEqual(described((await ingested(dataset('cifar10Binary', above))).train), train);
  const source = async (path: string): Promise<unknown> => (await passDoor(dataset('cifar10Binary', path))).source;
  assert.deepEqual(await source(above), await source(folder));
});

for (const kind of ['cifar10Binary', 'stl10Binary'] as const) {
  test(`${kind}: the archive as downloaded gives what the folder gives, whatever its order is`, async () => {
    const [plain, packed] = [writeFormat(kind), writeFormat(`${kind}.tar.gz`)];
    const [name] = readdirSync(packed.folder) as [string];
    const set = dataset(kind, join(packed.folder, name));
    const door = await passDoor(set);
    assert.deepEqual(door.source, (await passDoor(dataset(kind, plain.folder))).source);
    assert.match(door.notes.join('\n'), new RegExp(`^the archive is not the published ${name}: its MD5 must be`));
    const { train, heldOut, artifact } = await ingested(set, door);
    assert.deepEqual(artifact.classes, plain.classes);
    assert.deepEqual([described(train), described(heldOut)], [plain.train, plain.heldOut]);
    assert.equal(readerOf(set).count(set), null, 'nothing is counted without unpacking');
    assert.equal((await passDoor(dataset(kind, packed.folder))).source.contents, door.source.contents);
  });
}

test('an archive of another data set is refused by the file that it lacks', async () => {
  const { folder } = writeFormat('stl10Binary.tar.gz');
  await assert.rejects(passDoor(dataset('cifar10Binary', join(folder, 'stl10_binary.tar.gz'))), {
    code: 'EAGAN_DATASET_NOT_FOUND',
    message: /stl10_binary\.tar\.gz: batches\.meta\.txt must .* \(got: no batches\.meta\.txt in the archive\)/,
  });
  await assert.rejects(passDoor(dataset('idx', join(folder, 'stl10_binary.tar.gz'))), {
    code: 'EAGAN_DATASET_NOT_FOUND',
    message: /must be a folder/,
  });
});

test('other names of idx files are found, and two sets in one folder are refused', async () => {
  const { folder, train } = writeFormat('idx');
  renameSync(join(folder, 'train-images-idx3-ubyte'), join(folder, 'emnist-letters-train-images-idx3-ubyte'));
  renameSync(join(folder, 't10k-labels-idx1-ubyte'), join(folder, 'test-labels.idx1-ubyte'));
  assert.deepEqual(described((await ingested(dataset('idx', folder))).train), train);
  const labels = readFileSync(join(folder, 'train-labels-idx1-ubyte'));
  writeFileSync(join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync(labels));
  assert.deepEqual(described((await ingested(dataset('idx', folder))).train), train, 'the plain file is taken');
  writeFileSync(join(folder, 'emnist-digits-train-labels-idx1-ubyte.gz'), gzipSync(labels));
  await assert.rejects(passDoor(dataset('idx', folder)), {
    code: 'EAGAN_DATASET_NOT_FOUND',
    message: /no single file for train-labels-idx1-ubyte \(emnist-digits-.*, train-labels-idx1-ubyte\)/,
  });
});

test('files that are not the published ones are read, and a note names them', async () => {
  const { notes } = await passDoor(dataset('stl10Binary', writeFormat('stl10Binary').folder));
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /not the published files of STL-10.*MD5: train_y\.bin, train_X\.bin/);
  assert.deepEqual((await passDoor(dataset('idx', writeFormat('idx').folder))).notes, []);
});

test('a file that is changed, removed or cut off after the door gives EAGAN_DATASET_CHANGED', async () => {
  const { folder } = writeFormat('cifar10Binary');
  const set = dataset('cifar10Binary', folder);
  const door = await passDoor(set);
  const file = join(folder, 'data_batch_3.bin');
  const before = readFileSync(file);
  const changed = { code: 'EAGAN_DATASET_CHANGED' };
  writeFileSync(file, before.map((byte, at) => (at === 5000 ? byte ^ 1 : byte)));
  await assert.rejects(ingested(set, door), changed);
  writeFileSync(file, before.subarray(0, 5000));
  await assert.rejects(ingested(set, door), changed);
  rmSync(file);
  await assert.rejects(ingested(set, door), { code: 'EAGAN_DATASET_NOT_FOUND' });
  writeFileSync(file, before);
  await ingested(set, door);
});

test('a link that leads out of the folder is refused', async () => {
  const { folder } = writeFormat('idx');
  const elsewhere = temporaryFolder();
  renameSync(join(folder, 'train-images-idx3-ubyte'), join(elsewhere, 'images'));
  symlinkSync(join(elsewhere, 'images'), join(folder, 'train-images-idx3-ubyte'));
  await assert.rejects(passDoor(dataset('idx', folder)), { code: 'EAGAN_PATH_OUTSIDE' });
});

test('a missing folder, an empty one and a folder with other files are told apart, with where people get the files', async () => {
  const cure = /The CIFAR-10 dataset.*cifar-10-binary\.tar\.gz/;
  const refused = (path: string, message: RegExp): Promise<void> =>
    assert.rejects(passDoor(dataset('cifar10Binary', path)), { code: 'EAGAN_DATASET_NOT_FOUND', message, cure });
  await refused('/nowhere/at/all', /got nothing there/);
  const empty = temporaryFolder();
  await refused(empty, /no batches\.meta\.txt, no data_batch_1\.bin/);
  mkdirSync(join(empty, 'train'));
  await refused(empty, /no data_batch_1\.bin/);
  const none = dataset('cifar10Binary', '/nowhere/at/all');
  assert.equal(readerOf(none).count(none), null);
  assert.throws(() => readerOf(none).count(dataset('cifar10Binary', empty) as never), { code: 'EAGAN_DATASET_NOT_FOUND' });
});
