// CIFAR-10's pickles, NumPy arrays and tar shards that are cut off, wrong or hostile: the error names file and byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { EaganError } from '../../domain/errors.js';
import type { Dataset } from '../../domain/dataset.js';
import { writeNpy, writeNpz, type WrittenArray } from '../../formats/arrays/write-npy.js';
import { ingested, passDoor, writeFormat } from '../support/data-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

type Kind = 'cifar10Python' | 'arrays' | 'tarShards';
const dataset = (format: string, path: string): Dataset => ({
  kind: format.split('.')[0] as Kind,
  path,
  size: 32,
  images: null,
});

async function refusal(set: Dataset, pass: (set: Dataset) => Promise<unknown> = passDoor): Promise<EaganError> {
  const error = await pass(set).then(
    () => assert.fail('it was read'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EaganError, String(error));
  return error;
}

const places = 20;
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());

for (const format of [
  'cifar10Python',
  'arrays',
  'arrays.npz',
  'arrays.npz.stored',
  'tarShards',
  'cifar10Python.tar.gz',
]) {
  const { folder } = writeFormat(format);
  for (const name of filesOf(folder))
    test(`${format}: ${name} that is cut off at any of ${places} places is refused with its name and a byte`, async () => {
      const whole = readFileSync(join(folder, name));
      // The last blocks of a tar file only fill it up.
      const end = name.endsWith('.tar') ? whole.length - 10_240 : whole.length;
      for (let place = 0; place < places; place++) {
        const length = Math.floor((end * place) / places);
        writeFileSync(join(folder, name), whole.subarray(0, length));
        const error = await refusal(dataset(format, folder)).finally(() => writeFileSync(join(folder, name), whole));
        assert.equal(error.code, 'EAGAN_DATASET_DAMAGED', `${length} of ${whole.length} bytes: ${error.message}`);
        assert.ok(error.message.startsWith(join(folder, name)), error.message);
        assert.match(error.message, /, byte \d+: /);
      }
    });
}

test('a pickle that would run a program is refused by the name of what it would run', async () => {
  const { folder } = writeFormat('cifar10Python');
  const system = Buffer.from("cos\nsystem\n(S'touch owned'\ntR.");
  writeFileSync(join(folder, 'data_batch_2'), system);
  const { code, message } = await refusal(dataset('cifar10Python', folder));
  assert.equal(code, 'EAGAN_DATASET_DAMAGED');
  assert.match(message, /data_batch_2, byte 0: a pickle must name only what is read as data \(it names "os\.system"\)/);
  assert.ok(!readdirSync('.').includes('owned'));
});

const pickled = (program: string): Buffer =>
  execFileSync('python3', ['-c', `import pickle, sys; sys.stdout.buffer.write(pickle.dumps(${program}, 2))`]);

for (const [what, program, message] of [
  ['no dictionary', '[1]', /the pickle must be a dictionary/],
  ['no images', '{"labels": [1]}', /"data" must have an array of u1 with 3072 columns \(got no array\)/],
] as const)
  test(`a batch with ${what} is refused`, async () => {
    const { folder } = writeFormat('cifar10Python');
    writeFileSync(join(folder, 'test_batch'), pickled(program));
    assert.match((await refusal(dataset('cifar10Python', folder))).message, message);
  });

test('a label beyond the classes, and another number of labels than of images, are refused', async () => {
  const { folder } = writeFormat('cifar10Python');
  const before = readFileSync(join(folder, 'test_batch'), 'latin1');
  // Python 2 wrote the labels 0, 3, 6 and 9 as `K` and a byte.
  assert.ok(before.includes('K\x09'));
  writeFileSync(join(folder, 'test_batch'), before.replace('K\x09', 'K\x0a'), 'latin1');
  assert.match((await refusal(dataset('cifar10Python', folder))).message, /a label must be from 0 to 9 \(got 10\)/);
  writeFileSync(join(folder, 'test_batch'), before.replace('K\x09', ''), 'latin1');
  assert.match((await refusal(dataset('cifar10Python', folder))).message, /as many labels as images, 4 \(got 3\)/);
});

const images = (...shape: number[]): WrittenArray => ({
  shape,
  data: new Uint8Array(shape.reduce((a, b) => a * b, 1)),
});
const labels = (...data: number[]): WrittenArray => ({ shape: [data.length], data: Int32Array.from(data) });

const wrongArrays: readonly [what: string, arrays: Record<string, WrittenArray>, message: RegExp][] = [
  ['images of floats', { x_train: { shape: [1, 1, 1], data: Float32Array.of(1) } }, /must be of u1 \(uint8\).*of f4/],
  ['images of five channels', { x_train: images(2, 8, 8, 5) }, /must be of u1 .*shape \[2, 8, 8, 5\]/],
  ['images of two dimensions', { x_train: images(2, 8) }, /must be of u1 .*shape \[2, 8\]/],
  ['images without width', { x_train: images(2, 8, 0, 3) }, /must have 1 to 100000000 pixels \(got 8 × 0\)/],
  ['too few labels', { x_train: images(3, 8, 8), y_train: labels(1, 1) }, /has 2 labels|for each image, 3 \(got 2\)/],
  [
    'a negative label',
    { x_train: images(2, 8, 8), y_train: labels(1, -1) },
    /a label must be from 0 to 255 \(got -1\)/,
  ],
  [
    'labels of floats',
    { x_train: images(1, 8, 8), y_train: { shape: [1], data: Float64Array.of(0.5) } },
    /whole numbers/,
  ],
];
for (const [what, arrays, message] of wrongArrays)
  for (const form of ['npz', 'npy'])
    test(`${what} in .${form} are refused`, async () => {
      const folder = temporaryFolder();
      if (form === 'npz') writeFileSync(join(folder, 'a.npz'), writeNpz(arrays));
      else
        for (const [name, array] of Object.entries(arrays)) writeFileSync(join(folder, `${name}.npy`), writeNpy(array));
      const error = await refusal(dataset('arrays', folder));
      assert.equal(error.code, 'EAGAN_DATASET_DAMAGED', error.message);
      assert.match(error.message, message);
    });

test('arrays without an image are refused', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'x_train.npy'), writeNpy(images(0, 8, 8)));
  assert.equal((await refusal(dataset('arrays', folder))).code, 'EAGAN_DATASET_EMPTY');
});

test('a .npz without images names the arrays that it has', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.npz'), writeNpz({ mu: images(1), sigma: images(1) }));
  assert.match((await refusal(dataset('arrays', folder))).message, /an array x_train must be .*\(it has mu, sigma\)/);
});

/** A folder with one tar file of these members. */
function shardOf(members: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  const program = `
import io, json, sys, tarfile
with tarfile.open(sys.argv[1], "w") as file:
    for name, text in json.loads(sys.argv[2]):
        info = tarfile.TarInfo(name)
        info.size = len(text)
        file.addfile(info, io.BytesIO(text.encode()))
`;
  execFileSync('python3', ['-c', program, join(folder, 'a.tar'), JSON.stringify(Object.entries(members))]);
  return folder;
}

for (const [what, members, message] of [
  ['a class without an image', { '1.cls': '0' }, /must have an image beside 1\.cls/],
  ['members that do not follow one another', { '1.jpg': 'x', '2.jpg': 'x', '1.cls': '0' }, /an image beside 1\.cls/],
  ['two images of a name', { '1.jpg': 'x', '1.png': 'x' }, /must have one image named 1 \(got another, 1\.png\)/],
  [
    'a class that is no number',
    { '1.jpg': 'x', '1.cls': 'cat' },
    /number of a class, 0 to 255, in 1\.cls \(got "cat"\)/,
  ],
  ['a class above 255', { '1.jpg': 'x', '1.cls': '256' }, /number of a class, 0 to 255, in 1\.cls \(got "256"\)/],
  ['a member that leads out', { '../1.jpg': 'x' }, /must stay within its folder \(got "\.\.\/1\.jpg"\)/],
] as const)
  test(`a shard with ${what} is refused`, async () => {
    const error = await refusal(dataset('tarShards', shardOf(members)));
    assert.equal(error.code, 'EAGAN_DATASET_DAMAGED');
    assert.match(error.message, /a\.tar, byte \d+: /);
    assert.match(error.message, message);
  });

test('a member that is no image is refused when it is decoded, with its name', async () => {
  const members = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${i}.png`, 'no image']));
  const error = await refusal(dataset('tarShards', shardOf(members)), ingested);
  assert.equal(error.code, 'EAGAN_DATASET_DAMAGED');
  assert.match(
    error.message,
    /a\.tar, byte 512: it must have an image in 0\.png that can be decoded \(got its content is/,
  );
});

test('a shard without an image is refused', async () => {
  assert.equal((await refusal(dataset('tarShards', shardOf({ README: 'nothing' })))).code, 'EAGAN_DATASET_EMPTY');
});
