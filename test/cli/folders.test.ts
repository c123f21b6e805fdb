// validate, plan and `dataset inspect` report the same problems of a folder of images, with what was found instead.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { base } from '../schemas/base.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { runEagan } from './support.js';

const folder = temporaryFolder();
const file = 'main.yaml';
const data = 'dataset: { kind: imageFolder, path: images }';
const text = base.replace(/^dataset: .*$/m, data);
writeFileSync(join(folder, file), text);
const line = text.split('\n').findIndex((one) => one === data) + 1;

function make(name: string, files: readonly string[]): string {
  mkdirSync(join(folder, name), { recursive: true });
  for (const one of files) {
    mkdirSync(dirname(join(folder, name, one)), { recursive: true });
    writeFileSync(join(folder, name, one), '');
  }
  return name;
}

/** Folders that cannot be a data set, each with its message and its fix. */
const unsuitable: Record<string, { files: string[]; code: string; found: RegExp; cure?: RegExp }> = {
  empty: { files: [], code: 'EAGAN_DATASET_EMPTY', found: /got an empty folder/ },
  'only texts': { files: ['a.txt'], code: 'EAGAN_DATASET_EMPTY', found: /no train\/, and no image/ },
  'train without images': {
    files: ['train/a.txt'],
    code: 'EAGAN_DATASET_EMPTY',
    found: /train\/ without an image or class folder/,
    cure: /Images without classes may lie directly in train/,
  },
  'class folders and loose images': {
    files: ['cat/a.png', 'dog/b.png', 'c.png'],
    code: 'EAGAN_DATASET_EMPTY',
    found: /no train\/, but cat\/, dog\/ and 1 image beside them/,
    cure: /or move the images without a class there/,
  },
  'class folders': {
    files: ['cat/a.png', 'dog/b.png'],
    code: 'EAGAN_DATASET_EMPTY',
    found: /no train\/, but cat\/, dog\//,
    cure: /Create a folder train/,
  },
  train: { files: ['cat/a.png', 'dog/b.png'], code: 'EAGAN_DATASET_EMPTY', found: /cat\//, cure: /folder above/ },
  'empty class': {
    files: ['train/cat/a.png', 'train/dog/a.txt'],
    code: 'EAGAN_DATASET_EMPTY',
    found: /none in train\/dog/,
  },
  'test only': {
    files: ['train/cat/a.png', 'train/dog/a.png', 'test/fish/a.png'],
    code: 'EAGAN_DATASET_UNSUITABLE',
    found: /test\/fish/,
  },
};

for (const [name, { files, code, found, cure = /train\// }] of Object.entries(unsuitable)) {
  const set = ['--set', `dataset.path=${make(name, files)}`];

  test(`validate and plan refuse a folder, ${name}, and inspect says the same`, async () => {
    const validated = await runEagan(['validate', file, ...set], {}, folder);
    assert.equal(validated.exitCode, 2);
    assert.match(validated.stdout, new RegExp(`--set:1:14 error ${code}: dataset\\.path must `));
    const planned = await runEagan(['plan', file, ...set], {}, folder);
    assert.match(planned.stderr, new RegExp(`error ${code}: `));
    assert.doesNotMatch(planned.stderr + planned.stdout, /guess/);
    const inspected = await runEagan(['dataset', 'inspect', name], {}, folder);
    assert.equal(inspected.exitCode, 1);
    for (const told of [validated.stdout, planned.stderr, inspected.stdout]) {
      assert.match(told, found);
      assert.match(told, cure);
    }
  });
}

const ten = (prefix: string): string[] => Array.from({ length: 10 }, (_, i) => `${prefix}${i}.png`);
/** Folders that a classifier cannot learn from, with how many classes they have. */
const withoutClasses: readonly [string, readonly string[], string][] = [
  ['loose', ten('train/'), 'none'],
  ['itself', ten(''), 'none'],
  ['single', ten('train/cat/'), '1'],
];
for (const [name, files, found] of withoutClasses) {
  test(`a folder with ${found} of the classes that the extractor needs, ${name}, is refused with what to do`, async () => {
    const set = ['--set', `dataset.path=${make(name, files)}`, '--set', 'training.batch.discriminator=4'];
    const must = `dataset\\.path must have at least 2 classes, because the extractor classifier learns from them \\(got ${found};`;
    for (const command of ['validate', 'plan', 'run']) {
      const { exitCode, stdout, stderr } = await runEagan([command, file, ...set], {}, folder);
      assert.equal(exitCode, 2);
      assert.match(stdout + stderr, new RegExp(`--set:1:14 error EAGAN_DATASET_UNSUITABLE: ${must}`));
      assert.match(stdout + stderr, /metrics\.extractor: \{ kind: imagenet, network: efficientnet-lite0 \}/);
    }
    const inspected = await runEagan(['--json', 'dataset', 'inspect', name], {}, folder);
    assert.equal((JSON.parse(inspected.stdout) as { problem: unknown }).problem, null);
  });
}

test('images beside class folders are named in a warning', async () => {
  const set = ['--set', `dataset.path=${make('beside', [...ten('train/cat/'), ...ten('train/dog/'), 'train/a.png'])}`];
  const small = [...set, '--set', 'training.batch.discriminator=4'];
  const { exitCode, stdout } = await runEagan(['validate', file, ...small], {}, folder);
  assert.equal(exitCode, 0, stdout);
  assert.match(stdout, /warning EAGAN_DATASET_UNSUITABLE: dataset\.path should have no images beside .*\(got 1;/);
  const used = await runEagan(['validate', file, ...small, '--set', 'dataset.unlabeled=[.]'], {}, folder);
  assert.doesNotMatch(used.stdout, /EAGAN_DATASET_UNSUITABLE/);
});

test('the complaint has its place in the file; a missing folder is only a warning', async () => {
  const { stdout } = await runEagan(['validate', file], {}, folder);
  assert.match(stdout, new RegExp(`^main\\.yaml:${line}:\\d+ warning EAGAN_PATH_MISSING`));
  writeFileSync(join(folder, 'images'), '');
  const refused = await runEagan(['validate', file], {}, folder);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stdout, new RegExp(`^main\\.yaml:${line}:\\d+ error EAGAN_DATASET_NOT_FOUND: .*got a file`));
});

test('a missing unlabeled folder is reported at its own key', async () => {
  make('pets', ['train/cat/a.png', 'train/dog/a.png']);
  const named = text.replace('path: images', 'path: pets, unlabeled: [other]');
  writeFileSync(join(folder, 'named.yaml'), named);
  const { exitCode, stdout } = await runEagan(['validate', 'named.yaml'], {}, folder);
  assert.equal(exitCode, 2);
  assert.match(stdout, /named\.yaml:\d+:\d+ error EAGAN_DATASET_UNSUITABLE: dataset\.unlabeled /);
});

test('plan counts the images of an existing folder', async () => {
  const files = Array.from({ length: 50 }, (_, i) => `train/${i % 2 ? 'cat' : 'dog'}/${i}.webp`);
  make('counted', files);
  const asked = ['plan', file, '--set', 'dataset.path=counted', '--set', 'training.batch.discriminator=4'];
  const { stdout, stderr } = await runEagan(['--json', ...asked], {}, folder);
  assert.equal(stderr, '');
  assert.deepEqual((JSON.parse(stdout) as { images: unknown }).images, {
    trainImages: 40,
    heldOutImages: 10,
    from: 'folder',
  });
});

test('the JSON of inspect has everything that the text says', async () => {
  make('mixed', ['train/cat/a.png', 'train/dog/a.png', 'train/dog/b.bmp']);
  symlinkSync('nowhere', join(folder, 'mixed/train/cat/gone.png'));
  const { stdout, exitCode } = await runEagan(['--json', 'dataset', 'inspect', 'mixed'], {}, folder);
  assert.equal(exitCode, 1);
  const told = JSON.parse(stdout) as Record<string, unknown>;
  assert.deepEqual(Object.keys(told).sort(), [
    ...[
      'channels',
      'classes',
      'contents',
      'duplicates',
      'folder',
      'heldOutImages',
      'kind',
      'notes',
      'path',
      'preview',
      'problem',
    ],
    ...['readable', 'schemaVersion', 'size', 'sizes', 'trainImages', 'unreadable'],
  ]);
  assert.deepEqual(told.unreadable, [
    { name: 'train/cat/a.png', reason: 'an empty file' },
    { name: 'train/cat/gone.png', reason: 'a broken link' },
    { name: 'train/dog/a.png', reason: 'an empty file' },
  ]);
});
