// A small STL-10: 95 of 100 images have no class. If they are a class of their own, the extractor is useless; without a
// class the run completes.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { drawShape, shapeLabel } from '../../datasets/draw-shape.js';
import { shapeClasses } from '../../datasets/shape-classes.js';
import { Home } from '../support/home.js';

const size = 48;
const [labelled, unlabeled, heldOut] = [300, 5700, 200];
const home = new Home();
after(() => home.remove());
const folder = join(home.folder, 'stl10');

/** Drawn shapes laid out as STL-10: train/<class>, train/unlabeled, test/<class>. */
async function draw(): Promise<void> {
  for (const { name } of shapeClasses)
    for (const split of ['train', 'test']) mkdirSync(join(folder, split, name), { recursive: true });
  mkdirSync(join(folder, 'train/unlabeled'));
  for (let i = 0; i < labelled + unlabeled + heldOut; i++) {
    const name = shapeClasses[shapeLabel(i)]!.name;
    const place =
      i < labelled ? join('train', name) : i < labelled + unlabeled ? 'train/unlabeled' : join('test', name);
    const raw = { width: size, height: size, channels: 3 } as const;
    writeFileSync(
      join(folder, place, `${i}.png`),
      await sharp(drawShape(0, i, size), { raw })
        .png()
        .toBuffer(),
    );
  }
}

/** The same images in STL-10's own files, at 96 pixels: planes of colours, column by column. */
function drawFiles(): string {
  const place = join(home.folder, 'stl10-files');
  mkdirSync(place);
  const count = { train: labelled, unlabeled: 900, test: heldOut };
  let index = 0;
  for (const [name, images] of Object.entries(count)) {
    const numbers = Array.from({ length: images }, () => index++);
    writeFileSync(
      join(place, `${name}_X.bin`),
      Buffer.concat(numbers.map((number) => planes(drawShape(0, number, 96)))),
    );
    writeFileSync(
      join(place, `${name}_y.bin`),
      Uint8Array.from(numbers, (number) => shapeLabel(number) + 1),
    );
  }
  writeFileSync(join(place, 'class_names.txt'), shapeClasses.map(({ name }) => `${name}\n`).join(''));
  return place;
}

const planes = (pixels: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: pixels.length }, (_, at) => {
    const [channel, column, row] = [Math.floor(at / 96 ** 2), Math.floor(at / 96) % 96, at % 96];
    return pixels[(row * 96 + column) * 3 + channel]!;
  });

const run = (...more: readonly string[]): ReturnType<Home['eagan']> =>
  home.eagan(
    ...['run', 'pipelines/small/stl10.yaml', '--images', folder, '--set', 'dataset.images=6000'],
    ...['--set', 'finalTraining.duration={ steps: 4 }', '--set', 'metrics.extractor.minimumAccuracy=0.6'],
    ...more,
  );

test('an extractor of a folder that is 95 % unlabeled reaches the minimum accuracy, and all images are trained on', async () => {
  await draw();
  const ran = run('--set', 'dataset.unlabeled=[unlabeled]', '--set', 'metrics.extractor.epochs=20');
  assert.equal(ran.exitCode, 0, ran.stderr);
  const runs = home.runs();
  assert.match(home.eagan('--json', 'history', runs[0]!.run).stdout, /"trainImages":6000/);
});

test('with the same images as a class the extractor learns only this class', () => {
  // It sees more images than above: 2 × 6,000 against 20 × 300.
  const ran = run('--set', 'metrics.extractor.epochs=2');
  assert.match(ran.stderr, /EAGAN_EXTRACTOR_USELESS/);
});

/** Of the paper's row only sizes and durations change, and people without the graph of 2015 use its switch. */
const smaller = [
  ...['networks.generator={ space: eagan-generator, channels: 8, latent: 48 }', 'networks.discriminator.channels=8'],
  ...['dataset.images=null', 'metrics.images=200', 'metrics.extractor.epochs=20', 'metrics.extractor.features=64'],
  ...['metrics.extractor.minimumAccuracy=0.6', 'finalTraining.training.batch={ discriminator: 10, generator: 20 }'],
  ...['finalTraining.duration={ steps: 4 }', 'finalTraining.scoreEvery=null', 'finalTraining.images=200'],
  'finalTraining.metrics=null',
];

test("the paper's row on STL-10 trains with unlabeled images, and the extractor learns from the others", () => {
  const set = [`dataset.path=${drawFiles()}`, ...smaller].flatMap((change) => ['--set', change]);
  const ran = home.eagan('run', 'pipelines/paper/stl10.yaml', ...set);
  assert.equal(ran.exitCode, 0, ran.stderr);
  assert.match(ran.stderr, /1,400 images in .*stl10-files/);
  const { run: id } = home.runs().find(({ run: one }) => ran.stdout.includes(one))!;
  assert.match(home.eagan('--json', 'history', id).stdout, /"trainImages":1200/);
});
