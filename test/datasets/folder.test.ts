// Image folders: which files are read, which folders are refused, and that a changed folder is noticed.
import assert from 'node:assert/strict';
import { mkdir, rename, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { folderContents } from '../../datasets/folder-contents.js';
import { ingestFolder } from '../../datasets/ingest-folder.js';
import { openDataset } from '../../datasets/index.js';
import { decoderVersion } from '../../datasets/decode-image.js';
import type { DatasetArtifact } from '../../domain/steps/artifacts.js';
import { digestJson } from '../../domain/digest.js';
import { memoryObjects } from '../support/memory-objects.js';
import { temporaryFolder } from '../support/temporary-folder.js';

type Settings = Parameters<typeof ingestFolder>[1];
const settings: Settings = { kind: 'imageFolder', size: 8, images: null, unreadable: 'fail' };

const solid = (red: number, width = 8, height = 8): Sharp =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: 20, b: 30 } } });

async function write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
}

/** Two classes of `perClass` PNG images. The red of an image is its number: cats from 0, dogs from 100. */
async function pets(perClass = 10): Promise<string> {
  const folder = temporaryFolder();
  for (const [name, first] of [
    ['dog', 100],
    ['cat', 0],
  ] as const) {
    for (let i = 0; i < perClass; i++)
      await write(
        folder,
        `train/${name}/${String(i).padStart(2, '0')}.png`,
        await solid(first + i)
          .png()
          .toBuffer(),
      );
  }
  return folder;
}

async function ingest(folder: string, other: Partial<Settings> = {}): Promise<DatasetArtifact & { reds: Reds }> {
  const objects = memoryObjects();
  const asked = { ...settings, ...other };
  const { digest, sampleBits } = await folderContents(folder, undefined, { ...asked, unreadable: 'skip' });
  const artifact = await ingestFolder(
    folder,
    asked,
    { contents: digest, decoder: decoderVersion(sampleBits) },
    objects,
    () => {},
  );
  const dataset = await openDataset(artifact, objects);
  const reds = (split: 'train' | 'heldOut'): number[] =>
    Array.from({ length: dataset[split].images }, (_, i) => dataset[split].read([i])[0]!);
  return { ...artifact, reds: { train: reds('train'), heldOut: reds('heldOut') } };
}
type Reds = Record<'train' | 'heldOut', number[]>;

test('labels follow the sorted class names, classes alternate, and every fifth image is held out', async () => {
  const { classes, reds, skipped } = await ingest(await pets());
  assert.deepEqual(classes, ['cat', 'dog']);
  assert.deepEqual(reds.train, [0, 100, 1, 101, 2, 102, 3, 103, 5, 105, 6, 106, 7, 107, 8, 108]);
  assert.deepEqual(reds.heldOut, [4, 104, 9, 109]);
  assert.deepEqual(skipped, []);
});

test('a limit takes equally many of each class, spread over its names, and holds out a quarter as many', async () => {
  const { reds } = await ingest(await pets(), { images: 6 });
  assert.deepEqual(reds.train, [0, 100, 2, 102, 6, 106]);
  assert.deepEqual(reds.heldOut, [4, 104]);
});

test('the images of a test folder, if there is one, are the held-out images', async () => {
  const folder = await pets(2);
  await write(folder, 'test/cat/x.png', await solid(200).png().toBuffer());
  const { reds } = await ingest(folder);
  assert.deepEqual(reds, { train: [0, 100, 1, 101], heldOut: [200] });
});

test('hidden files, other extensions and folders named like images are ignored; links are followed', async () => {
  const folder = await pets(5);
  const before = await folderContents(folder);
  for (const name of ['.hidden.png', 'notes.txt', '.DS_Store'])
    await write(folder, `train/cat/${name}`, Buffer.from('x'));
  await write(folder, 'train/.cache/a.png', Buffer.from('x'));
  await mkdir(join(folder, 'train/cat/folder.png'));
  assert.deepEqual(await folderContents(folder), before);
  await rename(join(folder, 'train/dog'), join(folder, 'elsewhere'));
  await symlink('../elsewhere', join(folder, 'train/dog'));
  await symlink(join(folder, 'train/cat'), join(folder, 'train/cat/self'));
  assert.deepEqual(await folderContents(folder), before);
});

test('grey, transparent, large and JPEG images all become RGB squares', async () => {
  const folder = await pets(5);
  const wide = await solid(240, 60, 20).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
  await write(folder, 'train/cat/00.jpeg', wide);
  await unlink(join(folder, 'train/cat/00.png'));
  await write(folder, 'train/cat/01.png', await solid(90).toColourspace('b-w').png().toBuffer());
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  const transparent = sharp({ create: { width: 9, height: 9, channels: 4, background: clear } });
  await write(folder, 'train/cat/02.PNG', await transparent.png().toBuffer());
  await unlink(join(folder, 'train/cat/02.png'));
  const { reds } = await ingest(folder);
  assert.ok(Math.abs(reds.train[0]! - 240) <= 3, `the JPEG's red is ${reds.train[0]}`);
  assert.ok(reds.train[2]! > 20 && reds.train[2]! < 60, `the grey is ${reds.train[2]}`);
  assert.equal(reds.train[4], 255, 'transparent means white');
});

test('an unreadable image is named, or skipped and counted if the pipeline says so', async () => {
  const folder = await pets(5);
  await write(folder, 'train/dog/01.png', Buffer.from('not an image'));
  const whole = await solid(7, 64, 64).png({ compressionLevel: 0 }).toBuffer();
  await write(folder, 'train/dog/03.png', whole.subarray(0, whole.length / 2));
  await assert.rejects(ingest(folder), { code: 'EAGAN_IMAGE_UNREADABLE', message: /train\/dog\/01\.png/ });
  const { reds, skipped } = await ingest(folder, { unreadable: 'skip' });
  assert.deepEqual(skipped, ['train/dog/01.png', 'train/dog/03.png']);
  assert.deepEqual(reds.train, [0, 100, 1, 2, 102, 3]);
});

test('a dangling link is an unreadable image', async () => {
  const folder = await pets(5);
  await symlink('nowhere', join(folder, 'train/cat/zz.png'));
  await assert.rejects(ingest(folder), { code: 'EAGAN_IMAGE_UNREADABLE', message: /train\/cat\/zz\.png/ });
});

test('an image that is changed, added or removed after the run was frozen gives EAGAN_DATASET_CHANGED, even if it is not used', async () => {
  const folder = await pets();
  const { digest } = await folderContents(folder);
  const again = (): Promise<unknown> =>
    ingestFolder(folder, { ...settings, images: 2 }, { contents: digest, decoder: null }, memoryObjects(), () => {});
  await again();
  const name = 'train/cat/08.png';
  await write(folder, name, await solid(1).png().toBuffer());
  await assert.rejects(again(), { code: 'EAGAN_DATASET_CHANGED' });
  await unlink(join(folder, name));
  await assert.rejects(again(), { code: 'EAGAN_DATASET_CHANGED' });
  await write(folder, name, await solid(8).png().toBuffer());
  await again();
  await write(folder, 'train/cat/99.png', await solid(8).png().toBuffer());
  await assert.rejects(again(), { code: 'EAGAN_DATASET_CHANGED' });
});

test('the same folder gives the same artifact again, wherever it is', async () => {
  const [first, second] = [await ingest(await pets()), await ingest(await pets())];
  assert.equal(digestJson(first), digestJson(second));
});

test('a missing folder, an empty one and an empty class are refused with the layout that is expected', async () => {
  const cure = /train\/<class>/;
  await assert.rejects(folderContents('/nowhere/at/all'), { code: 'EAGAN_DATASET_NOT_FOUND', cure });
  const empty = temporaryFolder();
  await assert.rejects(folderContents(empty), { code: 'EAGAN_DATASET_EMPTY', cure });
  await mkdir(join(empty, 'train/cat'), { recursive: true });
  await assert.rejects(folderContents(empty), { code: 'EAGAN_DATASET_EMPTY', message: /train\/cat/ });
  const folder = await pets(1);
  await mkdir(join(folder, 'train/bird'));
  await assert.rejects(folderContents(folder), { code: 'EAGAN_DATASET_EMPTY', message: /train\/bird/ });
});

test('a folder that is too small to hold out images is refused', async () => {
  await assert.rejects(ingest(await pets(3)), { code: 'EAGAN_DATASET_EMPTY', message: /got 6 and 0/ });
});

test('a class in test that is not in train is refused', async () => {
  const folder = await pets(2);
  await write(folder, 'test/fish/a.png', await solid(1).png().toBuffer());
  await assert.rejects(folderContents(folder), { code: 'EAGAN_DATASET_UNSUITABLE', message: /test\/fish/ });
});

test("the decoder's description names its versions, because other versions may give other bytes", () => {
  assert.match(decoderVersion(), /^sharp \d+\.\d+\.\d+, libvips \d+\.\d+\.\d+, /);
});

test('images of unlabeled folders are trained on and held out like others, without a class', async () => {
  const folder = await pets();
  for (let i = 0; i < 10; i++)
    await write(
      folder,
      `train/air/${String(i).padStart(2, '0')}.png`,
      await solid(200 + i)
        .png()
        .toBuffer(),
    );
  const objects = memoryObjects();
  const { digest } = await folderContents(folder);
  const all = { ...settings, unlabeled: ['air'] };
  const artifact = await ingestFolder(folder, all, { contents: digest, decoder: null }, objects, () => {});
  const { train, heldOut } = await openDataset(artifact, objects);
  assert.deepEqual(artifact.classes, ['cat', 'dog']);
  assert.deepEqual([...train.labels.slice(0, 6)], [0, 1, 2, 0, 1, 2]);
  assert.equal(train.read([2])[0], 200, 'the first unlabeled image');
  assert.deepEqual([...heldOut.labels], [0, 1, 2, 0, 1, 2]);
});

test('a missing unlabeled folder is refused, and it adds no class', async () => {
  const folder = await pets();
  const of = (unlabeled: string[]): Promise<unknown> =>
    folderContents(folder, undefined, { images: null, unreadable: 'skip', unlabeled });
  await assert.rejects(of(['none']), {
    code: 'EAGAN_DATASET_UNSUITABLE',
    message: /none, which is not among cat, dog/,
  });
  await assert.rejects(of(['.']), { code: 'EAGAN_DATASET_UNSUITABLE', message: /no image directly in train\// });
});

/** Images of these names, each with another red. */
async function named(...names: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const [i, name] of names.entries()) await write(folder, name, await solid(i).png().toBuffer());
  return folder;
}
const many = (prefix: string, count = 10): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}.png`);

for (const [where, prefix] of [
  ['train/', 'train/'],
  ['the folder itself', ''],
] as const) {
  test(`images directly in ${where} have no class, and every fifth is held out`, async () => {
    const folder = await named(...many(prefix));
    await write(folder, `${prefix}notes.txt`, Buffer.from('x'));
    await write(folder, `${prefix}.hidden.png`, Buffer.from('x'));
    const { classes, train, reds } = await ingest(folder);
    assert.deepEqual([classes, train.images], [[], 8]);
    assert.deepEqual(reds, { train: [0, 1, 2, 3, 5, 6, 7, 8], heldOut: [4, 9] });
    const limited = await ingest(folder, { images: 4 });
    assert.deepEqual(limited.reds, { train: [0, 2, 5, 7], heldOut: [4] });
  });

  test(`beside images directly in ${where}, those directly in test/ are held out`, async () => {
    const { reds, classes } = await ingest(await named(...many(prefix, 3), 'test/x.png'));
    assert.deepEqual([classes, reds], [[], { train: [0, 1, 2], heldOut: [3] }]);
  });
}

test('the label of an image without a class is the number of classes, also if there are none', async () => {
  const objects = memoryObjects();
  const folder = await named(...many('train/', 5));
  const { digest } = await folderContents(folder);
  const seen = { contents: digest, decoder: null };
  const { train, heldOut } = await openDataset(await ingestFolder(folder, settings, seen, objects, () => {}), objects);
  assert.deepEqual([...train.labels, ...heldOut.labels], [0, 0, 0, 0, 0]);
});

test('images beside class folders are used only if the pipeline says so, and then without a class', async () => {
  const folder = await pets();
  const before = await folderContents(folder);
  for (const name of ['train/loose.png', 'test/loose.png'])
    await write(folder, name, await solid(200).png().toBuffer());
  assert.deepEqual(await folderContents(folder), before, 'as if they were not there');
  const objects = memoryObjects();
  const asked = { images: null, unreadable: 'fail', unlabeled: ['.'] } as const;
  const { digest, files, classes } = await folderContents(folder, undefined, asked);
  assert.deepEqual([files, classes], [before.files + 2, ['cat', 'dog']]);
  const seen = { contents: digest, decoder: null };
  const packed = await ingestFolder(folder, { ...settings, unlabeled: ['.'] }, seen, objects, () => {});
  const { train, heldOut } = await openDataset(packed, objects);
  assert.equal(train.labels[2], 2);
  assert.deepEqual([train.read([2])[0], [...heldOut.labels]], [200, [2]]);
});

test('one class, and folders that are all unlabeled, are data sets', async () => {
  const one = await ingest(await named(...many('train/cat/')));
  assert.deepEqual([one.classes, one.train.images], [['cat'], 8]);
  const none = await ingest(await named(...many('train/all/')), { unlabeled: ['all'] }).catch((error: Error) => error);
  assert.ok(!(none instanceof Error), String(none));
});

test('loose images beside folders without a train folder, and class folders only under test, are refused', async () => {
  const mixed = await named('a.png', 'cat/b.png', 'dog/c.png');
  await assert.rejects(folderContents(mixed), {
    code: 'EAGAN_DATASET_EMPTY',
    message: /no train\/, but cat\/, dog\/ and 1 image beside them/,
    cure: /Create a folder train/,
  });
  const strangers = await named('train/a.png', 'test/cat/b.png');
  await assert.rejects(folderContents(strangers), { code: 'EAGAN_DATASET_UNSUITABLE', message: /test\/cat/ });
});

test('names that look like options or hold commas are names', async () => {
  const { classes } = await ingest(await named(...many('train/--size/'), ...many('train/a, b/')));
  assert.deepEqual(classes, ['--size', 'a, b']);
  const flat = await ingest(await named(...many('--set ')));
  assert.equal(flat.train.images, 8);
});

test('a link to a folder of images without classes is followed within the data folder, and refused beyond it', async () => {
  const folder = await named(...many('.pool/'));
  await symlink('.pool', join(folder, 'train'));
  assert.equal((await ingest(folder)).train.images, 8);
  const outside = temporaryFolder();
  await symlink(join(folder, '.pool'), join(outside, 'train'));
  await assert.rejects(folderContents(outside), { code: 'EAGAN_PATH_OUTSIDE' });
});
