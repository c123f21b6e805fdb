// The resize of records: every bit as Pillow's antialiased bilinear one. The values are Pillow's own
// (make_resize_golden.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { packPixels } from '../../datasets/records/pixels.js';
import { resizeSquare } from '../../domain/resize-square.js';
import { digestBytes } from '../../domain/digest.js';
import { projectRoot } from '../support/project.js';

interface GoldenCase {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly channels: 1 | 3;
  readonly edges: boolean;
  readonly first: readonly number[];
  readonly sha256: string;
}

const { cases } = JSON.parse(readFileSync(join(projectRoot, 'test/datasets/resize-golden.json'), 'utf8')) as {
  cases: readonly GoldenCase[];
};

/** The noise of the script. */
function noise({ seed, from, channels, edges }: GoldenCase): Uint8Array {
  let x = seed;
  return Uint8Array.from({ length: from * from * channels }, () => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    return edges ? 255 * (x >>> 31) : x >>> 24;
  });
}

for (const golden of cases) {
  const { from, to, channels, edges, first, sha256 } = golden;
  const what = `${edges ? 'edges' : 'noise'} of ${channels === 3 ? 'three channels' : 'one channel'}`;
  test(`${what} is resized from ${from} to ${to} pixels as Pillow does it`, () => {
    const resized = resizeSquare(noise(golden), from, to, channels);
    assert.deepEqual([...resized.subarray(0, 8)], first);
    assert.equal(digestBytes(resized), sha256);
  });
}

test('an image that is not square gives its middle square', () => {
  const bytes = Uint8Array.from({ length: 4 * 2 }, (_, i) => i);
  assert.deepEqual(
    [...packPixels({ width: 4, height: 2, channels: 1, bytes }, 2)],
    [1, 1, 1, 2, 2, 2, 5, 5, 5, 6, 6, 6],
  );
  assert.deepEqual(
    [...packPixels({ width: 2, height: 4, channels: 1, bytes }, 2)],
    [2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5],
  );
});

test('an image of one colour keeps it in every size', () => {
  for (const value of [0, 1, 127, 254, 255])
    for (const size of [16, 48, 96]) {
      const bytes = new Uint8Array(28 * 28).fill(value);
      const packed = packPixels({ width: 28, height: 28, channels: 1, bytes }, size);
      assert.deepEqual(new Set(packed), new Set([value]), `${value} in ${size}`);
    }
});
