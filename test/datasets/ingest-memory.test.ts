// Memory: an ingest needs no more memory for a larger data set.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { drawShape } from '../../datasets/draw-shape.js';
import type { Dataset } from '../../domain/dataset.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const size = 128;
const script = fileURLToPath(new URL('./ingest-in-child.js', import.meta.url));

/** The peak memory of a process that ingests the data set, which has this many images. */
async function peakOf(dataset: Dataset, images: number): Promise<number> {
  const child = await promisify(execFile)(process.execPath, [script, temporaryFolder(), JSON.stringify(dataset)]);
  const told = JSON.parse(child.stdout) as { images: number; peakBytes: number };
  assert.equal(told.images, images);
  return told.peakBytes;
}

/** A folder with this many images, which are one file under many names. */
async function folderOf(images: number): Promise<Dataset> {
  const path = temporaryFolder();
  const raw = { width: size, height: size, channels: 3 } as const;
  const file = join(path, 'one.jpg');
  await writeFile(
    file,
    await sharp(drawShape(0, 0, size), { raw })
      .jpeg()
      .toBuffer(),
  );
  for (const name of ['a', 'b']) {
    await mkdir(join(path, 'train', name), { recursive: true });
    for (let i = 0; i < images / 2; i++) await link(file, join(path, 'train', name, `${i}.jpg`));
  }
  return { kind: 'imageFolder', path, size, images: null, unreadable: 'fail' };
}

/** STL-10's files with this many images, nearly all of them unlabeled. */
function filesOf(images: number): Dataset {
  const path = temporaryFolder();
  const image = Buffer.alloc(3 * 96 * 96, 77);
  for (const split of ['train', 'test']) {
    writeFileSync(join(path, `${split}_X.bin`), Buffer.concat([image, image]));
    writeFileSync(join(path, `${split}_y.bin`), Buffer.of(1, 2));
  }
  const hundred = Buffer.concat(Array.from({ length: 100 }, () => image));
  writeFileSync(join(path, 'unlabeled_X.bin'), Buffer.concat(Array.from({ length: 96 }, () => image)));
  for (let left = images - 100; left > 0; left -= 100) appendFileSync(join(path, 'unlabeled_X.bin'), hundred);
  writeFileSync(join(path, 'class_names.txt'), 'abcdefghij'.split('').join('\n'));
  return { kind: 'stl10Binary', path, size: 48, images: null, unlabeled: true };
}

async function assertNoMore(few: Promise<number>, many: Promise<number>): Promise<void> {
  const [less, more] = [await few, await many];
  const mebibytes = [less, more].map((bytes) => Math.round(bytes / 2 ** 20));
  assert.ok(more < less + 96 * 2 ** 20, `MiB: ${mebibytes}`);
}

test('three times as many image files, each time 94 MiB of pixels, take no more memory', async () => {
  await assertNoMore(peakOf(await folderOf(2000), 2000), peakOf(await folderOf(6000), 6000));
});

test('a file that is four times as long, 53 and 211 MiB, takes no more memory', async () => {
  await assertNoMore(peakOf(filesOf(2000), 2000), peakOf(filesOf(8000), 8000));
});
