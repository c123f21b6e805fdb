// `eagan dataset find` and `extract`: whether an image was in the data set of a run, and which image has a number.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import type { FoundImages } from '../../control/dataset/find-images.js';
import { decodeImage, decoderVersion } from '../../datasets/decode-image.js';
import { drawShape } from '../../datasets/draw-shape.js';
import { readerOf } from '../../datasets/kinds.js';
import { encodePng } from '../../datasets/picture-files.js';
import { packPixels } from '../../datasets/records/pixels.js';
import { runEagan, type CommandOutput } from '../cli/support.js';
import { folderSnapshot } from '../support/folder-snapshot.js';
import { ingestedRun, type IngestedRun } from '../support/ingested-run.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const solid = (red: number, size = 20): Sharp =>
  sharp({ create: { width: size, height: size, channels: 3, background: { r: red, g: 20, b: 30 } } });

async function write(folder: string, name: string, image: Sharp): Promise<void> {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), await image.png().toBuffer());
}

const [home, images, outside] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
const size = 16;
let made: IngestedRun;
before(async () => {
  for (let i = 0; i < 10; i++) await write(images, `train/${i % 2 ? 'cat' : 'dog'}/${i}.png`, solid(10 * i));
  await write(images, 'train/cat/again.png', solid(30, 40));
  await write(images, 'train/loose.png', solid(250));
  const settings = { kind: 'imageFolder', size, images: null, unreadable: 'fail', unlabeled: ['.'] } as const;
  await write(images, 'test/dog/held.png', solid(200));
  made = await ingestedRun(home, { ...settings, path: images });
  // Whoever asks later may have the run only.
  rmSync(join(images, 'train/dog'), { recursive: true });
});

const eagan = (...words: readonly string[]): Promise<CommandOutput> =>
  runEagan(['--home', home, ...words], {}, outside);
const find = (...names: readonly string[]): Promise<CommandOutput> => eagan('dataset', 'find', made.run, ...names);

test('an image of the data set is found by its pixels, with split, number and class', async () => {
  await write(outside, 'dog.png', solid(40));
  await write(outside, 'held.png', solid(200, 90));
  const { exitCode, stdout, stderr } = await find('dog.png', 'held.png');
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^dog\.png: train\/\d+ \(dog\)\nheld\.png: heldOut\/0 \(dog\)\n$/);
});

test('every place of an image is named, and an image without a class says so', async () => {
  await write(outside, 'twice.png', solid(30, 64));
  await write(outside, 'loose.png', solid(250));
  const { stdout } = await eagan('--json', 'dataset', 'find', made.run, 'twice.png', 'loose.png');
  const told = JSON.parse(stdout) as FoundImages;
  assert.deepEqual([told.run, told.otherDecoder], [made.run, null]);
  const places = told.images.map((found) => found.places.map(({ split, class: name }) => [split, name]));
  assert.deepEqual(places, [[['train', 'cat'], ['train', 'cat']], [['train', null]]]); // prettier-ignore
});

test('an image that is nowhere gives exit code 1, also beside one that is found', async () => {
  await write(outside, 'other.png', solid(41));
  await write(outside, 'dog.png', solid(40));
  const { exitCode, stdout } = await find('other.png', 'dog.png');
  assert.equal(exitCode, 1);
  assert.match(stdout, /other\.png: no image in the data set of tiny-\w+ has these pixels\ndog\.png: train/);
});

test('what is no image is refused, and nothing is said about it', async () => {
  writeFileSync(join(outside, 'text.png'), 'not an image');
  writeFileSync(join(outside, 'empty.png'), '');
  symlinkSync('nowhere', join(outside, 'gone.png'));
  for (const [name, reason] of [
    ['text.png', /not a JPEG, PNG/],
    ['empty.png', /an empty file/],
    ['gone.png', /a broken link/],
    ['.', /a folder/],
    ['missing.png', /nothing there/],
  ] as const) {
    const { exitCode, stdout, stderr } = await find(name);
    assert.deepEqual([exitCode, stdout], [1, ''], stderr);
    assert.match(stderr, /EAGAN_IMAGE_UNREADABLE/);
    assert.match(stderr, reason);
  }
});

test('a file whose name looks like an option is named behind --', async () => {
  await write(outside, '--force.png', solid(40));
  const { exitCode, stdout } = await find('--', '--force.png');
  assert.equal(exitCode, 0);
  assert.match(stdout, /^--force\.png: train/);
});

test('an extracted image is found where it was, and nothing else was written', async () => {
  const snapshot = folderSnapshot(home);
  for (const place of ['train/0', 'train/7', 'heldOut/0']) {
    const extracted = await eagan('dataset', 'extract', made.run, place, 'one.png', '--force');
    assert.equal(extracted.exitCode, 0, extracted.stderr);
    const { stdout } = await find('one.png');
    assert.ok(stdout.includes(`${place} (`), stdout);
  }
  assert.deepEqual(folderSnapshot(home), snapshot);
});

test('an image that is not there, a split of another name and an existing file are refused', async () => {
  await write(outside, 'mine.png', solid(1));
  for (const [place, png, code] of [
    ['train/900', 'new.png', 'EAGAN_USAGE'],
    ['heldOut/1', 'new.png', 'EAGAN_USAGE'],
    ['test/0', 'new.png', 'EAGAN_USAGE'],
    ['train/-1', 'new.png', 'EAGAN_USAGE'],
    ['train/0', 'mine.png', 'EAGAN_FILE_EXISTS'],
  ] as const) {
    const { exitCode, stderr } = await eagan('dataset', 'extract', made.run, place, png);
    assert.deepEqual([exitCode, stderr.includes(code)], [2, true], stderr);
  }
});

test('an image file is packed as its kind packs images: resized as records are, or decoded as image files are', async () => {
  const pixels = drawShape(0, 3, 96);
  const file = await encodePng(pixels, 96);
  const [records, shards] = [
    { kind: 'stl10Binary', size: 48, images: null, unlabeled: true },
    { kind: 'tarShards', size: 48, images: null },
  ] as const;
  const resized = packPixels({ width: 96, height: 96, channels: 3, bytes: pixels }, 48);
  const decoded = Buffer.from(await decodeImage(file, 48));
  assert.ok(!decoded.equals(resized), 'the two give other pixels');
  assert.deepEqual(Buffer.from(await readerOf(records).asPacked(file, records, null)), Buffer.from(resized));
  assert.deepEqual(Buffer.from(await readerOf(shards).asPacked(file, shards, decoderVersion())), decoded);
});

test('a packed data set that is lost or cut is reported, and no image is said to be nowhere', async () => {
  const broken = temporaryFolder();
  const { store, run } = await ingestedRun(broken, { kind: 'shapes', images: 40, size });
  await write(outside, 'dog.png', solid(40));
  const [record] = (await store.ledger.entries(run)).map(({ key, fingerprint }) => ({ key, fingerprint }));
  const { outputs } = (await store.records.find(record!.key, record!.fingerprint))!;
  const digest = outputs.dataset!;
  const path = join(broken, 'store/objects', digest.slice(0, 2), digest.slice(2));
  rmSync(path);
  const { exitCode, stdout, stderr } = await runEagan(
    ['--home', broken, 'dataset', 'find', run, 'dog.png'],
    {},
    outside,
  );
  assert.deepEqual([exitCode, stdout], [3, ''], stderr);
  assert.match(stderr, /EAGAN_OBJECT_MISSING/);
});
