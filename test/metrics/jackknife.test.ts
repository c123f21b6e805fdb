// The standard error of a figure from its values without one part of the images.
import assert from 'node:assert/strict';
import test from 'node:test';
import { meanOf, totalOf } from '../../domain/averages.js';
import { partStart } from '../../domain/steps/parts.js';
import { stream } from '../../domain/stream.js';
import { jackknifeError } from '../../metrics/jackknife.js';

const draw = (seed: number, count: number): number[] => {
  const random = stream(seed, 'test/jackknife');
  return Array.from({ length: count }, () => random.uniform());
};

test('equal parts have the error of the textbook: √((g − 1)/g · Σ (value − mean)²)', () => {
  for (const parts of [2, 3, 10]) {
    const values = draw(parts, parts);
    const plain = Math.sqrt(((parts - 1) / parts) * totalOf(values.map((value) => (value - meanOf(values)) ** 2)));
    const found = jackknifeError(
      0.3,
      values.map((value) => ({ images: 7, value })),
    );
    assert.ok(Math.abs(found - plain) < 1e-12, `${found}, not ${plain}`);
  }
});

test('the error of a mean without one value at a time is the deviation divided by √n', () => {
  const values = draw(1, 40);
  const mean = meanOf(values);
  const without = values.map((value) => ({ images: 1, value: (40 * mean - value) / 39 }));
  const expected = Math.sqrt(totalOf(values.map((value) => (value - mean) ** 2)) / 39 / 40);
  assert.ok(Math.abs(jackknifeError(mean, without) - expected) < 1e-12);
});

test('a figure that only depends on how many images there are has no error, also where parts are unequal', () => {
  const [images, parts] = [16, 10];
  const sizes = Array.from({ length: parts }, (_, part) => partStart(images, parts, part + 1) - partStart(images, parts, part)); // prettier-ignore
  assert.deepEqual(new Set(sizes), new Set([1, 2]));
  const biased = (n: number): number => 5 + 3 / n;
  const without = sizes.map((size) => ({ images: size, value: biased(images - size) }));
  assert.ok(jackknifeError(biased(images), without) < 1e-9);
});

test('a value that is no number leaves no error', () => {
  assert.ok(Number.isNaN(jackknifeError(1, [{ images: 1, value: NaN }, { images: 1, value: 1 }]))); // prettier-ignore
});
