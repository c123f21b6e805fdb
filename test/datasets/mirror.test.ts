// A mirrored image has the pixels of its rows in reverse, each with its three channels in their order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mirrorImage } from '../../datasets/index.js';

/** Images whose bytes all differ from their neighbours. */
const images = (size: number): Uint8Array =>
  Uint8Array.from({ length: 3 * size * size * 3 }, (_, i) => (i * 89 + (i >> 8)) % 256);

for (const size of [1, 2, 3, 16, 32])
  test(`pixel x of a row becomes pixel ${size} − 1 − x, and other images stay as they are (size ${size})`, () => {
    const before = images(size);
    const after = before.slice();
    mirrorImage(after, 1, size);
    for (let image = 0; image < 3; image++)
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) {
          const pixel = (bytes: Uint8Array, column: number): Uint8Array => {
            const at = ((image * size + y) * size + column) * 3;
            return bytes.slice(at, at + 3);
          };
          assert.deepEqual(pixel(after, x), pixel(before, image === 1 ? size - 1 - x : x));
        }
    if (size > 1) assert.notDeepEqual(after, before);
    mirrorImage(after, 1, size);
    assert.deepEqual(after, before);
  });
