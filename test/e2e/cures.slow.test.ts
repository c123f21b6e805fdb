// Runs that end because of their images or their feature extractor: typing the commands of the cure helps. Real files,
// real TensorFlow.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { drawShape } from '../../datasets/draw-shape.js';
import { commandsIn } from '../support/cures.js';
import { Home, type CommandResult } from '../support/home.js';

const home = new Home();
after(() => home.remove());

const text = (name: string, more = ''): string => `version: 1
name: ${name}
dataset: { kind: imageFolder, path: ${name}${more}, size: 32 }
networks: { generator: { channels: 4, latent: 12 }, discriminator: { channels: 4 } }
metrics: { images: 10, extractor: { kind: classifier, features: 4, epochs: 1, minimumAccuracy: 0 } }
training: { batch: { discriminator: 4, generator: 8 }, segmentIterations: 8 }
finalTraining:
  duration: { steps: 2 }
  networks:
    generator: { from: builtin, genotype: plain-g }
    discriminator: { from: builtin, genotype: simple }
resources: { train: { threads: 1 }, evaluate: { threads: 1 } }
stages: []
`;

const pngs: Buffer[] = [];
const differentFolders = 40;
before(async () => {
  const raw = { width: 32, height: 32, channels: 3 } as const;
  for (let i = 0; i < 20 + differentFolders; i++)
    pngs.push(
      await sharp(drawShape(0, i, 32), { raw })
        .png()
        .toBuffer(),
    );
});

/**
 * A folder of two classes of ten images, and a pipeline file beside it. No two folders have the same images, or they
 * would share steps.
 */
function made(name: string, more = ''): { file: string; images: string } {
  const images = join(home.folder, name);
  const first = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % differentFolders;
  pngs.slice(first, first + 20).forEach((png, i) => {
    const place = join(images, 'train', i % 2 ? 'odd' : 'even');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${String(i).padStart(2, '0')}.png`), png);
  });
  const file = join(home.folder, `${name}.yaml`);
  writeFileSync(file, text(name, more));
  return { file, images };
}

/** The commands of the cure that a command printed when its run ended with this code. */
function cureOf({ exitCode, stderr }: CommandResult, code: string): string[][] {
  assert.equal(exitCode, 1, stderr);
  assert.match(stderr, new RegExp(`error EAGAN_RUN_(?:FAILED|BLOCKED): .* failed in \\w+: ${code}: `));
  const commands = commandsIn(/^→ (.*)$/m.exec(stderr)![1]!);
  assert.ok(commands.length > 0, stderr);
  return commands;
}

function assertHelps([, ...words]: readonly string[]): CommandResult {
  const done = home.eagan(...words);
  assert.equal(done.exitCode, 0, `eagan ${words.join(' ')}: ${done.stderr}`);
  return done;
}

/** Freezes a run of the folder as it is, without a server that could start it, and then changes the folder. */
function frozenBefore(file: string, change: () => void): string {
  const { stderr } = home.eaganIn({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'run', file);
  assert.match(stderr, /EAGAN_TEMPORAL_UNREACHABLE/);
  change();
  const runs = home.runs();
  return runs.find(({ status }) => status === 'frozen')!.run;
}

test('EAGAN_IMAGE_UNREADABLE: it helps to leave out the unreadable images, or to repair them and run the file again', () => {
  const { file, images } = made('unreadable');
  const bad = join(images, 'train/odd/01.png');
  writeFileSync(bad, 'no image');
  const [repaired, skipping] = cureOf(home.eagan('run', file), 'EAGAN_IMAGE_UNREADABLE');
  assertHelps(skipping!);
  writeFileSync(bad, pngs[1]!);
  assert.match(
    assertHelps(repaired!).stderr,
    /the images in .* have changed since unreadable-\w+, so this is another run/,
  );
});

test('EAGAN_EXTRACTOR_USELESS: it helps to accept a weak extractor, or to change the file and run it again', () => {
  const { file } = made('useless');
  const ask = ['run', file, '--seed', '2', '--set', 'metrics.extractor.minimumAccuracy=1'];
  const [changed, accepting] = cureOf(home.eagan(...ask), 'EAGAN_EXTRACTOR_USELESS');
  assertHelps(accepting!);
  assert.deepEqual(changed!.slice(-4), ask.slice(-4), 'the same options again');
});

test('EAGAN_DATASET_CHANGED: it helps to run the file again on the images as they are, or to restore them', () => {
  const { file, images } = made('changed');
  const extra = join(images, 'train/odd/extra.png');
  const run = frozenBefore(file, () => writeFileSync(extra, pngs[0]!));
  const [again, resume] = cureOf(home.eagan('resume', run), 'EAGAN_DATASET_CHANGED');
  assertHelps(again!);
  rmSync(extra);
  assertHelps(resume!);
});

test('EAGAN_DATASET_NOT_FOUND and EAGAN_DATASET_UNSUITABLE: it helps to repair the folder and run the file again', () => {
  const { file, images } = made('gone');
  const aside = `${images} aside`;
  const run = frozenBefore(file, () => renameSync(images, aside));
  const [found] = cureOf(home.eagan('resume', run), 'EAGAN_DATASET_NOT_FOUND');
  for (const folder of ['train/odd', 'test/strange']) {
    mkdirSync(join(images, folder), { recursive: true });
    writeFileSync(join(images, folder, '1.png'), pngs[1]!);
  }
  const [suitable] = cureOf(home.eagan('resume', run), 'EAGAN_DATASET_UNSUITABLE');
  assert.deepEqual(suitable, found);
  rmSync(images, { recursive: true });
  renameSync(aside, images);
  assertHelps(found!);
});

test('EAGAN_DATASET_EMPTY: if all held-out images were unreadable, it helps to add images and run the file again', () => {
  const { file, images } = made('empty', ', unreadable: skip');
  for (const name of ['odd', 'even']) {
    const files = readdirSync(join(images, 'train', name)).sort();
    for (const [i, one] of files.entries())
      if (i % 5 === 4) writeFileSync(join(images, 'train', name, one), 'no image');
  }
  const [again] = cureOf(home.eagan('run', file), 'EAGAN_DATASET_EMPTY');
  made('empty', ', unreadable: skip');
  assertHelps(again!);
});
