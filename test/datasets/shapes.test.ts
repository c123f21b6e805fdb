// Generated shapes: deterministic, balanced, varied, packed and read back.
import assert from 'node:assert/strict';
import test from 'node:test';
import { drawShape, shapeLabel } from '../../datasets/draw-shape.js';
import { openDataset } from '../../datasets/index.js';
import { ingestShapes } from '../../datasets/ingest-shapes.js';
import { imagesPerBlock, splitWriter } from '../../datasets/pack.js';
import { shapeClasses } from '../../datasets/shape-classes.js';
import { digestBytes, digestJson } from '../../domain/digest.js';
import { memoryObjects } from '../support/memory-objects.js';

const shapes = (images: number, size = 16): Parameters<typeof ingestShapes>[0] => ({ kind: 'shapes', images, size });

test('the same seed and index draw the same image, and another seed or index draws another', () => {
  const first = drawShape(3, 17, 32);
  assert.deepEqual(drawShape(3, 17, 32), first);
  assert.notDeepEqual(drawShape(4, 17, 32), first);
  assert.notDeepEqual(drawShape(3, 27, 32), first);
});

test('the pixels of shape 0 never change, so the data sets of old runs stay the same', () => {
  const pixels = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((index) => [...drawShape(0, index, 32)]));
  assert.equal(digestBytes(pixels).slice(0, 16), '4f4dd7d872e1105b');
});

for (const [label, { name, texture }] of shapeClasses.entries()) {
  test(`a ${name} has foreground, background and smoothed edges in between`, () => {
    const covered = coverage(label, 32);
    assert.ok(covered > 0.02 && covered < 0.75, `${covered} of the image is foreground`);
    if (!texture) assert.ok(covered < 0.45, `a shape leaves background (${covered})`);
  });
}

/** The share of pixels that are nearer to the brightest than to the darkest, averaged over eight images. */
function coverage(label: number, size: number): number {
  const shares = Array.from({ length: 8 }, (_, i) => {
    const image = drawShape(0, i * shapeClasses.length + label, size);
    const values = Array.from({ length: size * size }, (_, p) => Math.max(...image.subarray(p * 3, p * 3 + 3)));
    const middle = (Math.max(...values) + Math.min(...values)) / 2;
    return values.filter((value) => value > middle).length / values.length;
  });
  return shares.reduce((a, b) => a + b) / shares.length;
}

test('classes alternate, and a quarter as many images as for training are held out', async () => {
  const objects = memoryObjects();
  const dataset = await openDataset(await ingestShapes(shapes(40), 0, objects, () => {}), objects);
  assert.deepEqual([dataset.train.images, dataset.heldOut.images], [40, 10]);
  assert.deepEqual([...dataset.heldOut.labels].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('the packed form gives back every image by its index, in any order', async () => {
  const objects = memoryObjects();
  const artifact = await ingestShapes(shapes(30), 5, objects, () => {});
  const dataset = await openDataset(artifact, objects);
  const drawn = [7, 0, 29].map((index) => drawShape(5, index, 16));
  assert.deepEqual(dataset.train.read([7, 0, 29]), Uint8Array.from(drawn.flatMap((image) => [...image])));
  assert.deepEqual(dataset.heldOut.read(Int32Array.of(2)), drawShape(5, 32, 16));
  assert.equal(dataset.train.labels[29], shapeLabel(29));
  assert.throws(() => dataset.train.read([30]), /no image 30 in 30/);
});

test('ingesting twice gives the same artifact, whatever the progress callback does', async () => {
  const reports: number[] = [];
  const first = await ingestShapes(shapes(300), 1, memoryObjects(), (done) => void reports.push(done));
  const second = await ingestShapes(shapes(300), 1, memoryObjects(), () => new Promise(setImmediate));
  assert.equal(digestJson(first), digestJson(second));
  assert.deepEqual(reports, [250, 375]);
});

test('a split that is longer than a block is cut into full blocks and a rest', async () => {
  const [objects, size] = [memoryObjects(), 512];
  const writer = splitWriter(objects, size);
  const images = imagesPerBlock(size) * 2 + 1;
  for (let i = 0; i < images; i++) await writer.add(new Uint8Array(size * size * 3).fill(i), i);
  const split = await writer.finish();
  assert.equal(split.blocks.length, 3);
  const bytes = await Promise.all(split.blocks.map((digest) => objects.get(digest)));
  assert.deepEqual(
    bytes.map((block) => block.length / (size * size * 3)),
    [5, 5, 1],
  );
  assert.equal(bytes[2]![0], images - 1);
});

test('a block of the wrong length is refused and not read as other images', async () => {
  const objects = memoryObjects();
  const artifact = await ingestShapes(shapes(10), 0, objects, () => {});
  const blocks = [await objects.put(new Uint8Array(5))];
  const broken = { ...artifact, train: { ...artifact.train, blocks } };
  await assert.rejects(openDataset(broken, objects), { code: 'EAGAN_OBJECT_CORRUPT' });
});
