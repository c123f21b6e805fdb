// validate and run refuse a folder of too few images before a run begins, with file, line and column.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { base } from '../schemas/base.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from './support.js';

const folder = temporaryFolder();

function images(name: string, counts: Readonly<Record<string, number>>): string {
  for (const [split, count] of Object.entries(counts)) {
    mkdirSync(join(folder, name, split), { recursive: true });
    for (let i = 0; i < count; i++) writeFileSync(join(folder, name, split, `${i}.png`), '');
  }
  return name;
}

function pipeline(path: string, ...more: readonly string[]): string {
  const file = `${path}.yaml`;
  const text = [base.replace(/^dataset: .*$/m, `dataset: { kind: imageFolder, path: ${path} }`).trimEnd(), ...more];
  writeFileSync(join(folder, file), `${text.join('\n')}\n`);
  return file;
}

/** Both `validate` and `run` refuse it, and `run` starts and writes nothing. */
async function assertRefused(file: string, complaint: RegExp, ...set: readonly string[]): Promise<void> {
  const validated = await runEagan(['validate', file, ...set], {}, folder);
  assert.equal(validated.exitCode, 2, validated.stdout);
  assert.match(validated.stdout, complaint);
  const home = join(folder, 'state');
  const ran = await runEagan(['--home', home, 'run', file, ...set], {}, folder);
  assert.equal(ran.exitCode, 2, ran.stderr);
  assert.match(ran.stderr, complaint);
  assert.equal(existsSync(home), false);
}

/** Folders with too few images, with the numbers of training and held-out images. */
const unusable: readonly [string, Readonly<Record<string, number>>, string][] = [
  ['four of each', { 'train/cat': 4, 'train/dog': 4 }, '8 and 0'],
  ['five of one', { 'train/cat': 5, 'train/dog': 4 }, '8 and 1'],
  ['one to test', { 'train/cat': 20, 'train/dog': 20, 'test/dog': 1 }, '40 and 1'],
];
for (const [name, counts, found] of unusable) {
  const path = images(name.replaceAll(' ', '-'), counts);
  test(`a folder with ${name} leaves too few images, and the complaint points at its path`, async () => {
    const place = `${path}\\.yaml:\\d+:\\d+ error EAGAN_DATASET_EMPTY: dataset\\.path must give at least 2 images`;
    await assertRefused(pipeline(path), new RegExp(`${place} .*got ${found}`));
  });
}

test('a batch larger than the training images of a folder is reported where it is written', async () => {
  const file = pipeline(images('small', { 'train/cat': 30, 'train/dog': 30 }));
  const set = (path: string): string[] => ['--set', `${path}.batch.discriminator=49`];
  for (const path of ['training', 'stageDefaults.training', 'finalTraining.training']) {
    const complaint = `--set:1:\\d+ error EAGAN_BATCH_TOO_LARGE: ${path}\\.batch\\.discriminator must be at most 48, `;
    await assertRefused(file, new RegExp(complaint), ...set(path));
  }
  const fits = ['--set', 'training.batch.discriminator=48'];
  assert.equal((await runEagan(['validate', file, ...fits], {}, folder)).exitCode, 0);
});

test('a folder that does not exist yet is not judged by its number of images', async () => {
  const { exitCode, stdout } = await runEagan(['validate', pipeline('later')], {}, folder);
  assert.equal(exitCode, 0);
  assert.doesNotMatch(stdout, /EAGAN_BATCH_TOO_LARGE|EAGAN_DATASET_EMPTY/);
});
