// A whole run that a pretrained extractor judges: its two classes are the same, so nothing could learn them.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { drawShape } from '../../datasets/draw-shape.js';
import { Home } from '../support/home.js';
import { noPretrained } from '../support/pretrained.js';

const size = 32;
const home = new Home();
after(() => home.remove());

async function draw(folder: string, images: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < images; i++) {
    const raw = { width: size, height: size, channels: 3 } as const;
    const png = await sharp(drawShape(0, i, size), { raw })
      .png()
      .toBuffer();
    writeFileSync(join(folder, `${i}.png`), png);
  }
}

const run = (...more: readonly string[]): ReturnType<Home['eagan']> =>
  home.eagan(
    ...['run', 'pipelines/tiny.yaml', '--set', 'metrics.extractor={ kind: imagenet, network: efficientnet-lite0 }'],
    ...['--set', 'metrics.images=20', '--set', 'dataset.images=120', ...more],
  );

test(
  'a pretrained extractor judges a run whose classes say nothing, to the same digest each time',
  { skip: noPretrained },
  async () => {
    const folder = join(home.folder, 'pictures');
    for (const name of ['one', 'two']) await draw(join(folder, 'train', name), 100);
    const first = run('--images', folder);
    assert.equal(first.exitCode, 0, first.stderr);
    assert.match(first.stderr, /extractor: efficientnet-lite0, pretrained/);
    const again = run('--images', folder, '--fresh');
    assert.equal(again.exitCode, 0, again.stderr);
    const [a, b] = home.runs();
    assert.ok(a!.resultDigest);
    assert.equal(a!.resultDigest, b!.resultDigest);
    const { exitCode, stderr } = home.eagan('verify', a!.run);
    assert.equal(exitCode, 0, stderr);
  },
);
