// `eagan dataset prepare`: a run finds what it made, and Ctrl-C leaves nothing half-prepared.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import type { PreparedDataset } from '../../control/dataset/prepare.js';
import { eventually } from '../support/processes.js';
import { Home } from '../support/home.js';

const home = new Home();
after(() => home.remove());

const prepared = (...words: readonly string[]): PreparedDataset => home.json('dataset', 'prepare', ...words);

test('a run finds the data set that was prepared, and its images are found', () => {
  const first = prepared('pipelines/tiny.yaml');
  assert.deepEqual([first.wasThere, first.trainImages, first.heldOutImages], [false, 600, 150]);
  assert.equal(first.bytes, 750 * (first.size ** 2 * 3 + 1));
  assert.deepEqual(prepared('pipelines/tiny.yaml'), { ...first, wasThere: true });
  const ran = home.eagan('run', 'pipelines/tiny.yaml', '--set', 'stageDefaults.generations=1');
  assert.equal(ran.exitCode, 0, ran.stderr);
  const { run } = home.onlyRun();
  const [ingest] = home.history(run);
  assert.deepEqual([ingest!.key, ingest!.outputs.dataset], [first.key, first.dataset]);
  assert.equal(ingest!.circumstances.run, 'eagan dataset prepare');
  const verified = home.eagan('verify', run);
  assert.equal(verified.exitCode, 0, verified.stdout);
  const image = join(home.folder, 'image.png');
  assert.equal(home.eagan('dataset', 'extract', run, 'heldOut/3', image).exitCode, 0);
  const found = home.eagan('dataset', 'find', run, image);
  assert.deepEqual([found.exitCode, found.stdout.includes('heldOut/3 (')], [0, true], found.stdout + found.stderr);
});

test('an image folder is prepared, and again after it changed', async () => {
  const folder = join(home.folder, 'pets');
  for (const [at, name] of ['cat', 'dog'].entries()) {
    mkdirSync(join(folder, 'train', name), { recursive: true });
    for (let i = 0; i < 40; i++) {
      const background = { r: 5 * i, g: 200 * at, b: 30 };
      const image = sharp({ create: { width: 20, height: 20, channels: 3, background } });
      writeFileSync(join(folder, 'train', name, `${i}.png`), await image.png().toBuffer());
    }
  }
  const words = ['pipelines/tiny.yaml', '--images', folder];
  const first = prepared(...words);
  assert.deepEqual([first.wasThere, first.trainImages, first.classes], [false, 64, ['cat', 'dog']]);
  writeFileSync(join(folder, 'train/cat/junk.png'), 'junk');
  const refused = home.eagan('dataset', 'prepare', ...words);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /EAGAN_IMAGE_UNREADABLE.*train\/cat\/junk\.png/);
  const skipping = prepared(...words, '--set', 'dataset.unreadable=skip');
  assert.deepEqual([skipping.wasThere, skipping.skipped], [false, ['train/cat/junk.png']]);
});

test('Ctrl-C ends it without a record, and the next one makes the whole data set', async () => {
  const words = ['dataset', 'prepare', 'pipelines/tiny.yaml', '--set', 'dataset.images=8000'];
  const child = home.start(...words);
  let told = '';
  child.stderr!.on('data', (chunk: Buffer) => (told += chunk.toString()));
  await eventually('images are prepared', () => /prepare images [1-9]/.test(told));
  child.kill('SIGINT');
  const [exitCode] = (await once(child, 'exit')) as [number];
  assert.deepEqual([exitCode, /interrupted; no data set was recorded/.test(told)], [130, true], told);
  const whole = prepared(...words.slice(2));
  assert.deepEqual([whole.wasThere, whole.trainImages], [false, 8000]);
});
