// The deviation of a Fréchet distance by leaving out parts: by rows and by sums, in any batches, and continued from a
// recovery point.
import assert from 'node:assert/strict';
import test from 'node:test';
import { stream } from '../../domain/stream.js';
import { DistancesWithout } from '../../metrics/distances-without.js';
import { distanceFrom, rootStatistics } from '../../metrics/frechet-distance.js';
import { jackknifeError } from '../../metrics/jackknife.js';
import { StatisticsAccumulator } from '../../metrics/statistics.js';

const features = 6;

function draw(seed: number, images: number): Float32Array {
  const random = stream(seed, 'test/without');
  return Float32Array.from({ length: images * features }, (_, i) => random.uniform() * ((i % features) + 1));
}

function statisticsOf(rows: Float32Array): ReturnType<StatisticsAccumulator['finish']> {
  const sums = new StatisticsAccumulator(features);
  sums.add(rows, rows.length / features);
  return sums.finish();
}

const reference = rootStatistics(statisticsOf(draw(1, 40)));

interface Passed {
  readonly rows: Float32Array;
  readonly parts: number;
  readonly batch: number;
  readonly restoredAt?: number;
}

function deviationOf({ rows, parts, batch, restoredAt }: Passed): number {
  const images = rows.length / features;
  let without = new DistancesWithout(reference, images, parts);
  for (let from = 0; from < images; from += batch) {
    const count = Math.min(batch, images - from);
    without.add(rows.subarray(from * features, (from + count) * features), count);
    if (from + count !== restoredAt) continue;
    const saved = new Map(
      [...without.toTensors()].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
    );
    without = new DistancesWithout(reference, images, parts);
    without.restore(saved, restoredAt);
  }
  return without.deviationOf(distanceFrom(reference, statisticsOf(rows)));
}

/** The statistics of the other images, computed anew without each part. */
function plainDeviation(rows: Float32Array, parts: number): number {
  const images = rows.length / features;
  const without = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [Math.floor((part * images) / parts), Math.floor(((part + 1) * images) / parts)];
    const others = rows.filter((_value, i) => i < from * features || i >= to * features);
    return { images: to - from, value: distanceFrom(reference, statisticsOf(others)) };
  });
  return jackknifeError(distanceFrom(reference, statisticsOf(rows)), without);
}

// The first three sets are small enough to be judged by rows.
for (const [images, parts] of [
  [5, 5],
  [6, 4],
  [7, 7],
  [50, 4],
  [50, 10],
  [53, 10],
  [2100, 2],
] as const)
  // prettier-ignore
  test(`${parts} parts of ${images} images have the deviation of plain statistics, in batches of any size`, () => {
    const rows = draw(2, images);
    const expected = plainDeviation(rows, parts);
    const found = deviationOf({ rows, parts, batch: images });
    assert.ok(expected > 0 && Math.abs(found - expected) <= 1e-7 * expected, `${found}, not ${expected}`);
    for (const batch of [1, 7]) assert.equal(deviationOf({ rows, parts, batch }), found);
  });

for (const [images, parts] of [
  [6, 3],
  [50, 4],
  [53, 10],
] as const)
  // prettier-ignore
  test(`${parts} parts of ${images} images continue after any batch to the last bit`, () => {
    const rows = draw(2, images);
    const found = deviationOf({ rows, parts, batch: 2 });
    for (let restoredAt = 2; restoredAt < images; restoredAt += 2)
      assert.equal(deviationOf({ rows, parts, batch: 2, restoredAt }), found, `${restoredAt}`);
  });

test('a part that dwarfs the others leaves them their digits', () => {
  const rows = draw(3, 40);
  for (let i = 30 * features; i < 31 * features; i++) rows[i]! *= 1e12;
  const expected = plainDeviation(rows, 4);
  assert.ok(Math.abs(deviationOf({ rows, parts: 4, batch: 40 }) - expected) <= 1e-9 * expected);
  const ordinary = distanceFrom(reference, statisticsOf(rows.subarray(0, 30 * features)));
  assert.ok(ordinary < 100, 'what is left without it is ordinary');
});

test('equal images have no deviation, and rows that are not numbers have none that is a number', () => {
  for (const images of [5, 40]) {
    const same = new Float32Array(images * features).fill(0.5);
    assert.ok(deviationOf({ rows: same, parts: 5, batch: images }) < 1e-9);
    same[3] = NaN;
    assert.ok(Number.isNaN(deviationOf({ rows: same, parts: 5, batch: images })));
  }
});

for (const images of [6, 50])
  test(`a recovery point of another place among ${images} images is refused`, () => {
    const without = new DistancesWithout(reference, images, 5);
    without.add(draw(2, 4), 4);
    const other = new DistancesWithout(reference, images, 5);
    assert.throws(() => other.restore(without.toTensors(), images - 1), /the sums must have \d+ numbers of/);
    assert.throws(() => other.restore(new Map(), 4), /got none/);
  });
