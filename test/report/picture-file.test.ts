// Files of pictures: the size that is asked for, and the same bits each time. Charts draw by nothing of Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cutTime } from '../../report/charts/timeline-lanes.js';
import { placeLabels } from '../../report/charts/place-labels.js';
import { pictureFile } from '../../report/picture-file.js';
import { pictureLength } from '../../terminal/picture-length.js';
import { filesOfProject, projectRoot } from '../support/project.js';

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200"><rect width="9" height="9"/></svg>';

const sizeOf = (png: Uint8Array): [number, number] => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

test('a file has the width that is asked for: pixels as they are, lengths on paper with 300 dots an inch', () => {
  assert.deepEqual(sizeOf(pictureFile(svg, 'png', null)), [800, 400]);
  assert.deepEqual(sizeOf(pictureFile(svg, 'png', pictureLength('400'))), [400, 200]);
  assert.deepEqual(sizeOf(pictureFile(svg, 'png', { ...pictureLength('4in') })), [1250, 625]);
  const paper = Buffer.from(pictureFile(svg, 'svg', { pixels: 400, text: '100mm', scale: 1 })).toString();
  assert.match(paper, /^<\?xml .*\n<svg [^>]*width="100mm" height="50mm" viewBox="0 0 400 200"/);
  assert.match(paper, /<rect width="9" height="9"\/>/);
});

test('the same picture gives the same bits', () => {
  const text = svg.replace('<rect', '<text x="5" y="50" font-family="DejaVu Sans, sans-serif">Fréchet 1.5</text><rect');
  assert.deepEqual(pictureFile(text, 'png', null), pictureFile(text, 'png', null));
  assert.notDeepEqual(pictureFile(text, 'png', null), pictureFile(svg, 'png', null), 'text is drawn');
});

test('a length is pixels or a length on paper, and neither tiny nor huge', () => {
  assert.equal(Math.round(pictureLength('85mm').pixels), 321);
  for (const wrong of ['', '-5', '10', '1e9', '85 mm!', '20000', '99999in', 'NaN'])
    assert.throws(() => pictureLength(wrong), /It must be a length/, wrong);
});

test('idle times are cut short, and nothing else changes its order or length', () => {
  const time = cutTime([
    { from: 1000, to: 2000 },
    { from: 1500, to: 3000 },
    { from: 1_003_000, to: 1_004_000 },
  ]);
  assert.equal(time.gaps.length, 1);
  assert.deepEqual([time.at(1000), time.at(3000)], [0, 2000]);
  assert.equal(time.at(1_004_000) - time.at(1_003_000), 1000);
  assert.ok(time.at(1_003_000) > time.at(3000) && time.length < 3500);
});

test('names of points are written over no point and over no other name', () => {
  const points = Array.from({ length: 12 }, (_, i) => ({
    label: `g000-i${10 + i}`,
    x: 100 + 9 * i,
    y: 100 + 4 * i,
    radius: 4,
  }));
  const frame = { left: 0, right: 400, top: 0, bottom: 300 };
  const placed = placeLabels(points, [], frame, 10);
  assert.ok(placed.length > 3);
  for (const [i, a] of placed.entries())
    for (const b of placed.slice(i + 1))
      assert.ok(Math.abs(a.textX - b.textX) > 40 || Math.abs(a.textY - b.textY) >= 12, `${a.label} ${b.label}`);
});

test('files of charts import the library that draws, and Node, only as types', () => {
  const files = filesOfProject().filter(({ name }) => name.startsWith('report/charts/') && name.endsWith('.ts'));
  assert.ok(files.length > 10);
  for (const { name } of files) {
    const compiled = readFileSync(join(projectRoot, 'dist', name.replace(/\.ts$/, '.js')), 'utf8');
    const imported = [...compiled.matchAll(/from '([^']+)'/g)].map(([, from]) => from!);
    assert.deepEqual(imported.filter((from) => !/^\.\.?\//.test(from)), [], name); // prettier-ignore
  }
});
