// Numbers as text: bytes, durations and counts as people read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLargeCount,
  formatMeasuredDuration,
  formatNumber,
} from '../../scripts/format.mjs';

/** Values and their texts. */
function texts<T>(format: (value: T) => string, expected: readonly (readonly [value: T, text: string])[]): void {
  for (const [value, text] of expected) assert.equal(format(value), text, `${String(value)}`);
}

test('durations have at most two units', () =>
  texts(formatDuration, [
    [-1, '0 s'],
    [0, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [61, '1 min 1 s'],
    [3599.7, '1 h'],
    [7380, '2 h 3 min'],
    [86_399, '23 h 59 min'],
    [90_000, '1 d 1 h'],
  ]));

test('measured durations have three digits below a minute', () =>
  texts(formatMeasuredDuration, [
    [0, '0 ms'],
    [0.071_44, '71.4 ms'],
    [0.9996, '1 s'],
    [3.214, '3.21 s'],
    [42.66, '42.7 s'],
    [59.99, '1 min'],
    [80, '1 min 20 s'],
  ]));

test('bytes have three digits and a decimal unit', () =>
  texts(formatBytes, [
    [0, '0 B'],
    [512, '512 B'],
    [999.6, '1 kB'],
    [48_230, '48.2 kB'],
    [999_900_000, '1 GB'],
    [1_072_000_000, '1.07 GB'],
    [2e15, '2000 TB'],
  ]));

test('large counts have three digits and a prefix', () =>
  texts(formatLargeCount, [
    [7, '7'],
    [1_234_567, '1.23 M'],
    [999_999_999, '1 G'],
  ]));

test('numbers have separators, or four digits', () =>
  texts<number | bigint>(formatNumber, [
    [1_234_567, '1,234,567'],
    [10n ** 15n, '1,000,000,000,000,000'],
    [0.123456, '0.1235'],
    [12.34567, '12.35'],
    [1e-9, '1.00e-9'],
  ]));

test('a noun is in the plural unless the count is one', () =>
  texts(
    (count: number) => formatCount(count, 'image'),
    [
      [0, '0 images'],
      [1, '1 image'],
      [2000, '2,000 images'],
    ],
  ));
