// The report on a folder: every unused file has a reason, all bad files are named, and nothing waits for a pipe.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { once } from 'node:events';
import sharp, { type Sharp } from 'sharp';
import { folderContents } from '../../datasets/folder-contents.js';
import { ingestFolder } from '../../datasets/ingest-folder.js';
import { readFormats } from '../../datasets/formats.js';
import { nameText, shownName } from '../../datasets/names.js';
import { readImageFile } from '../../datasets/read-file.js';
import { digestBytes, digestJson } from '../../domain/digest.js';
import { inspectFolder } from '../support/inspect-folder.js';
import { memoryObjects } from '../support/memory-objects.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const solid = (red: number): Sharp =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: { r: red, g: 20, b: 30 } } });
const pixel = await solid(5).png().toBuffer();

function write(folder: string, name: string, bytes: Uint8Array | string = pixel): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

/** Two classes of ten different images. */
async function pets(): Promise<string> {
  const folder = temporaryFolder();
  for (let i = 0; i < 20; i++)
    write(
      folder,
      `train/${i % 2 ? 'cat' : 'dog'}/${String(i).padStart(2, '0')}.png`,
      await solid(i * 10)
        .png()
        .toBuffer(),
    );
  return folder;
}

const settings = { kind: 'imageFolder', size: 8, images: null, unreadable: 'fail' } as const;

/** Files that are no images: how to make each, and the reason that is reported. */
const bad: Record<string, { make: (path: string) => unknown; reason: RegExp }> = {
  'dangling.png': { make: (path) => symlinkSync('nowhere', path), reason: /^a broken link$/ },
  'loop.png': { make: (path) => symlinkSync('loop.png', path), reason: /^a link that points to itself$/ },
  'empty.png': { make: (path) => writeFileSync(path, ''), reason: /^an empty file$/ },
  'text.jpg': { make: (path) => writeFileSync(path, 'not an image'), reason: /^its content is not a JPEG, PNG/ },
  'cut.png': { make: (path) => writeFileSync(path, pixel.subarray(0, 60)), reason: /^truncated/ },
  'huge.png': {
    make: (path) => writeFileSync(path, withSize(pixel, 40_000)),
    reason: /^too large: 40000 × 40000 pixels/,
  },
  'pipe.png': { make: (path) => execFileSync('mkfifo', [path]), reason: /a pipe, not a regular file/ },
  'linked-pipe.png': { make: (path) => symlinkSync('pipe.png', path), reason: /a pipe, not a regular file/ },
  'device.png': { make: (path) => symlinkSync('/dev/zero', path), reason: /device, not a regular file/ },
};

/** A PNG whose header claims another size. */
function withSize(bytes: Buffer, size: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt32BE(size, 16);
  changed.writeUInt32BE(size, 20);
  return changed;
}

async function withBad(): Promise<string> {
  const folder = await pets();
  for (const [name, { make }] of Object.entries(bad)) make(join(folder, 'train/cat', name));
  return folder;
}

const badFolder = await withBad();
const inspected = await inspectFolder(badFolder);

for (const [name, { reason }] of Object.entries(bad)) {
  test(`${name} among the images is named with its reason`, () => {
    const found = inspected.unreadable.find((file) => file.name === `train/cat/${name}`);
    assert.match(found?.reason ?? 'nothing', reason);
  });
}

test('no other file is called unreadable', () => {
  assert.equal(inspected.unreadable.length, Object.keys(bad).length);
});

test('a socket is named and never opened', async () => {
  const folder = temporaryFolder();
  const server = createServer().listen(join(folder, 'a.png'));
  await once(server, 'listening');
  assert.match(readImageFile(join(folder, 'a.png')).problem ?? '', /^a socket, not a regular file$/);
  server.close();
});

test('a file without permission says so', () => {
  const folder = temporaryFolder();
  write(folder, 'a.png');
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'a.png'), 0);
  const isRoot = process.geteuid!() === 0;
  if (isRoot) process.seteuid!(65534);
  try {
    assert.deepEqual(readImageFile(join(folder, 'a.png')), { bytes: null, problem: 'no permission to read it' });
  } finally {
    if (isRoot) process.seteuid!(0);
  }
});

test('the check before a run names all bad files that it finds without decoding, and the ingest names the others', async () => {
  await assert.rejects(folderContents(badFolder, undefined, { images: null, unreadable: 'fail' }), {
    code: 'EAGAN_IMAGE_UNREADABLE',
    message: /dangling\.png[^]*device\.png[^]*empty\.png[^]*pipe\.png/,
    cure: /eagan dataset inspect \//,
  });
  const { digest } = await folderContents(badFolder);
  const seen = { contents: digest, decoder: null };
  await assert.rejects(
    ingestFolder(badFolder, settings, seen, memoryObjects(), () => {}),
    (error: Error) => Object.keys(bad).every((name) => error.message.includes(`train/cat/${name} (`)),
  );
  const packed = await ingestFolder(badFolder, { ...settings, unreadable: 'skip' }, seen, memoryObjects(), () => {});
  assert.deepEqual(
    packed.skipped,
    Object.keys(bad)
      .map((name) => `train/cat/${name}`)
      .sort(),
  );
});

test('twenty of many bad files are named, and the rest are counted', async () => {
  const folder = await pets();
  for (let i = 0; i < 27; i++) write(folder, `train/dog/x${i}.png`, 'junk');
  const { digest } = await folderContents(folder);
  const seen = { contents: digest, decoder: null };
  const error = await ingestFolder(folder, settings, seen, memoryObjects(), () => {}).then(
    () => null,
    (reason: Error) => reason,
  );
  assert.equal(error?.message.match(/train\/dog\/x\d+\.png/g)?.length, 20);
  assert.match(error.message, /27 files are not[^]*, and 7 more$/);
});

test('files that a limit leaves out may be unreadable', async () => {
  const folder = await pets();
  symlinkSync('nowhere', join(folder, 'train/dog/zz.png'));
  await folderContents(folder, undefined, { images: 4, unreadable: 'fail' });
});

test('every file that is not used has a reason, and images in ignored folders are counted', async () => {
  const folder = await pets();
  const others = ['README', 'val/cat/a.png', 'train/loose.png', 'train/cat/notes.txt', 'train/cat/old.bmp'];
  for (const name of [...others, 'train/cat/.hidden.png', 'train/dog/more/deeper/a.png', 'train/dog/more/b.webp'])
    write(folder, name);
  const { problem, trainImages, heldOutImages, folder: facts } = await inspectFolder(folder);
  assert.equal(problem, null);
  assert.deepEqual([trainImages, heldOutImages, facts!.heldOutFrom], [16, 4, 'everyFifth']);
  assert.deepEqual(
    facts!.ignored.map(({ reason, images, names }) => [reason, images, ...names]),
    [
      ['no extension', 0, 'README'],
      ['neither train/ nor test/', 1, 'val/'],
      ['outside of a class folder', 0, 'train/loose.png'],
      ['hidden', 0, 'train/cat/.hidden.png'],
      ['extension .txt', 0, 'train/cat/notes.txt'],
      ['the image library does not read BMP', 0, 'train/cat/old.bmp'],
      ['deeper folder', 2, 'train/dog/more/'],
    ],
  );
});

test('images with equal pixels are found within and across the splits, whatever their files', async () => {
  const folder = await pets();
  const lossless = await solid(30).webp({ lossless: true }).toBuffer();
  write(folder, 'test/cat/same.webp', lossless);
  write(folder, 'test/cat/again.webp', lossless);
  write(folder, 'test/cat/other.png', await solid(31).png().toBuffer());
  write(folder, 'train/dog/large.png', await solid(40).resize(64, 64).png().toBuffer());
  const { duplicates, folder: facts, classes } = await inspectFolder(folder);
  assert.deepEqual(duplicates, {
    heldOutInTrain: 2,
    withinTrain: 1,
    withinHeldOut: 1,
    groups: [
      ['train/cat/03.png', 'test/cat/again.webp', 'test/cat/same.webp'],
      ['train/dog/04.png', 'train/dog/large.png'],
    ],
  });
  assert.equal(facts?.heldOutFrom, 'test');
  assert.deepEqual(classes, [
    { name: 'cat', train: 10, heldOut: 3 },
    { name: 'dog', train: 11, heldOut: 0 },
  ]);
});

test('sizes, means and deviations are those of the images', async () => {
  const folder = temporaryFolder();
  write(folder, 'train/a.png', await solid(0).resize(16, 48).png().toBuffer());
  write(folder, 'train/b.png', await solid(255).resize(64, 64).png().toBuffer());
  write(folder, 'test/c.png', await solid(9).png().toBuffer());
  const { sizes, channels } = await inspectFolder(folder);
  const [least, most] = [
    { width: 8, height: 8 },
    { width: 64, height: 64 },
  ];
  assert.deepEqual(sizes, { different: 3, smallest: least, largest: most, enlarged: 2 });
  const shares = (...values: number[]): number[] => values.map((value) => value / 255);
  assert.deepEqual(channels?.mean, shares(127.5, 20, 30));
  assert.deepEqual(channels?.deviation, shares(127.5, 0, 0));
});

test('a folder of images without classes is inspected, and so is one without any image', async () => {
  const folder = temporaryFolder();
  for (let i = 0; i < 10; i++) write(folder, `${i}.png`, await solid(i).png().toBuffer());
  const { classes, problem, trainImages, heldOutImages } = await inspectFolder(folder);
  assert.equal(problem, null);
  assert.deepEqual([trainImages, heldOutImages], [8, 2]);
  assert.deepEqual(classes, [{ name: null, train: 8, heldOut: 2 }]);
  const empty = await inspectFolder(temporaryFolder());
  assert.equal(empty.problem?.code, 'EAGAN_DATASET_EMPTY');
  assert.deepEqual([empty.channels, empty.sizes, empty.classes], [null, null, []]);
});

test('names that are not UTF-8 are read, distinguished and shown', async () => {
  const folder = await pets();
  const before = await folderContents(folder);
  const named = (...bytes: number[]): Buffer =>
    Buffer.concat([Buffer.from(join(folder, 'train/cat/z')), Buffer.from(bytes), Buffer.from('.png')]);
  try {
    for (const byte of [0xe9, 0xe8]) writeFileSync(named(byte), pixel);
    writeFileSync(named(0xe7), 'junk');
  } catch {
    return; // A file system that accepts only UTF-8 names.
  }
  write(folder, 'train/cat/z\\xE9.png');
  const { files } = await folderContents(folder);
  assert.equal(files, before.files + 4);
  const { unreadable, trainImages, heldOutImages } = await inspectFolder(folder);
  assert.equal(trainImages + heldOutImages, before.files + 3, 'without the one that is no image');
  assert.deepEqual(
    unreadable.map(({ name }) => name),
    ['train/cat/z\\xE7.png'],
  );
});

test('two different names are never shown as the same text', () => {
  const names = [Buffer.from('zé'), Buffer.from([0x7a, 0xe9]), Buffer.from('z\\xE9'), Buffer.from('z\uFFFD')];
  assert.equal(new Set(names.map(nameText)).size, names.length);
  assert.deepEqual(
    names.map((name) => shownName(nameText(name))),
    ['zé', 'z\\xE9', 'z\\xE9', 'z\uFFFD'],
  );
});

test('the formats are those that the image library reads', () => {
  const inputs = Object.entries(sharp.format).filter(([, format]) => format.input.buffer);
  const extensions = inputs.flatMap(([, { input }]) => (input as { fileSuffix?: string[] }).fileSuffix ?? []);
  const pictures = extensions.filter((extension) => !extension.startsWith('.svg')).map((one) => one.slice(1));
  assert.deepEqual(Object.keys(readFormats).sort(), pictures.sort());
});

for (const format of ['webp', 'gif', 'tiff', 'avif', 'jpeg'] as const) {
  test(`${format} is read`, async () => {
    const folder = await pets();
    write(folder, `train/cat/00.${format}`, await solid(240).toFormat(format).toBuffer());
    const { unreadable, classes } = await inspectFolder(folder);
    assert.deepEqual(unreadable, []);
    assert.equal(classes[0]!.train + classes[0]!.heldOut, 11);
  });
}

test('the digest of a folder is computed from its names and bytes, as in every earlier version', async () => {
  const folder = temporaryFolder();
  for (const name of ['train/b/2.jpg', 'train/a/1.png', 'test/a/3.JPEG']) write(folder, name, name);
  const named = ['test/a/3.JPEG', 'train/a/1.png', 'train/b/2.jpg'];
  const expected = digestJson(named.map((name) => [name, digestBytes(Buffer.from(name))]));
  assert.equal((await folderContents(folder)).digest, expected);
});
