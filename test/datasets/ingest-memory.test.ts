// Memory: an ingest needs no more memory for a larger data set.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { drawShape } from '../../datasets/draw-shape.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const size = 128;
const script = fileURLToPath(new URL('./ingest-in-child.js', import.meta.url));

/** The peak memory of a process that ingests this many images, which are one file under many names. */
async function peakOf(images: number): Promise<number> {
  const folder = temporaryFolder();
  const raw = { width: size, height: size, channels: 3 } as const;
  const file = join(folder, 'one.jpg');
  await writeFile(
    file,
    await sharp(drawShape(0, 0, size), { raw })
      .jpeg()
      .toBuffer(),
  );
  for (const name of ['a', 'b']) {
    await mkdir(join(folder, 'train', name), { recursive: true });
    for (let i = 0; i < images / 2; i++) await link(file, join(folder, 'train', name, `${i}.jpg`));
  }
  const args = [script, folder, temporaryFolder(), String(size)];
  const child = await promisify(execFile)(process.execPath, args);
  const told = JSON.parse(child.stdout) as { images: number; peakBytes: number };
  assert.equal(told.images, images);
  return told.peakBytes;
}

test('three times as many images, each time 94 MiB of pixels, take no more memory', async () => {
  const [few, many] = [await peakOf(2000), await peakOf(6000)];
  const mebibytes = [few, many].map((bytes) => Math.round(bytes / 2 ** 20));
  assert.ok(many < few + 96 * 2 ** 20, `MiB: ${mebibytes}`);
});
