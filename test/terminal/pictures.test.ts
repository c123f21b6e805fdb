// Pictures for people: the PNG of a grid has the pixels of its images, and rows fit any terminal.
import assert from 'node:assert/strict';
import test from 'node:test';
import sharp from 'sharp';
import { terminalColours, terminalRow } from '../../terminal/terminal-row.js';
import { sampleGrid } from '../../trainer/pictures/sample-grid.js';

/** Images of 4 × 4 pixels, each of one colour. */
const plain = (...colours: [number, number, number][]): Uint8Array =>
  Uint8Array.from(colours.flatMap((colour) => Array.from({ length: 16 }, () => colour).flat()));

test('a grid of samples decodes to the same pixels, with gaps between images and grey for missing ones', async () => {
  const images = plain([255, 0, 0], [0, 255, 0], [1, 2, 3]);
  const png = await sampleGrid(images, { size: 4, rows: 2, columns: 2, scale: 3 });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height, info.channels], [42, 42, 3]);
  const at = (x: number, y: number): number[] => [...data.subarray((y * 42 + x) * 3, (y * 42 + x) * 3 + 3)];
  assert.deepEqual(
    [at(6, 6), at(17, 17)],
    [
      [255, 0, 0],
      [255, 0, 0],
    ],
  );
  assert.deepEqual(at(24, 6), [0, 255, 0]);
  assert.deepEqual(at(6, 24), [1, 2, 3]);
  assert.deepEqual(
    [at(5, 5), at(18, 6), at(30, 30)],
    [
      [32, 32, 32],
      [32, 32, 32],
      [32, 32, 32],
    ],
  );
});

test('a row in 24-bit colour shows two pixels a character, and the images side by side', () => {
  const row = terminalRow(plain([255, 0, 0], [0, 0, 9]), { size: 4, count: 5, width: 2, colours: 'truecolour' });
  const red = '\x1b[38;2;255;0;0;48;2;255;0;0m▀';
  const blue = '\x1b[38;2;0;0;9;48;2;0;0;9m▀';
  assert.equal(row, `${red}${red}\x1b[0m ${blue}${blue}\x1b[0m`);
});

test('with 256 colours the nearest colour of the cube is used', () => {
  const row = terminalRow(plain([255, 0, 135]), { size: 4, count: 1, width: 1, colours: '256' });
  assert.equal(row, `\x1b[38;5;${16 + 36 * 5 + 2};48;5;${16 + 36 * 5 + 2}m▀\x1b[0m`);
});

test('without colour a row has shades from space to full block, and no control character', () => {
  const row = terminalRow(plain([0, 0, 0], [255, 255, 255]), { size: 4, count: 2, width: 4, colours: 'none' });
  assert.equal(row, '     ████\n     ████');
});

test('pixels in the same field are averaged', () => {
  const image = plain([0, 0, 0]);
  for (let i = 0; i < image.length; i += 6) image[i] = 200;
  const row = terminalRow(image, { size: 4, count: 1, width: 2, colours: 'truecolour' });
  assert.match(row, /38;2;100;0;0;48;2;100;0;0/);
});

test('the environment decides which colours are used', () => {
  assert.equal(terminalColours({ NO_COLOR: '1', COLORTERM: 'truecolor' }), 'none');
  assert.equal(terminalColours({ TERM: 'dumb' }), 'none');
  assert.equal(terminalColours({ TERM: 'xterm', COLORTERM: 'truecolor' }), 'truecolour');
  assert.equal(terminalColours({ TERM: 'xterm-256color' }), '256');
});
