// The deviation of the Fréchet distances of parts, which steps of version 4 record: by rows and by covariances, in any
// batches, and continued from a recovery point.
import assert from 'node:assert/strict';
import test from 'node:test';
import { stream } from '../../domain/stream.js';
import { featureSet, rowsOf } from '../../metrics/feature-set.js';
import { distanceFrom, rootStatistics } from '../../metrics/frechet-distance.js';
import { PartDistances } from '../../metrics/part-distances.js';
import { distanceOfRows } from '../../metrics/row-distances.js';
import { populationDeviation } from '../../metrics/spread.js';
import { StatisticsAccumulator } from '../../metrics/statistics.js';

const features = 6;

function draw(seed: number, images: number): Float32Array {
  const random = stream(seed, 'test/parts');
  return Float32Array.from({ length: images * features }, (_, i) => random.uniform() * ((i % features) + 1));
}

function statisticsOf(rows: Float32Array): ReturnType<StatisticsAccumulator['finish']> {
  const sums = new StatisticsAccumulator(features);
  sums.add(rows, rows.length / features);
  return sums.finish();
}

const reference = rootStatistics(statisticsOf(draw(1, 40)));

function passed(each: number, batch: number, restoredAt = -1): number {
  const rows = draw(2, 50);
  let parts = new PartDistances(reference, 4, each);
  for (let from = 0; from < 50; from += batch) {
    const count = Math.min(batch, 50 - from);
    parts.add(rows.subarray(from * features, (from + count) * features), count);
    if (from + count !== restoredAt) continue;
    const saved = parts.toTensors();
    parts = new PartDistances(reference, 4, each);
    parts.restore(saved, restoredAt);
  }
  return parts.deviationOf();
}

for (const each of [5, 6, 7, 12])
  test(`parts of ${each} images have the deviation of the distances of their statistics, in batches of any size`, () => {
    const set = featureSet(draw(2, 50), features);
    const expected = [0, 1, 2, 3].map((part) =>
      distanceFrom(reference, statisticsOf(rowsOf(set, part * each, (part + 1) * each).rows as Float32Array)),
    );
    const [value, plain] = [passed(each, 7), populationDeviation(expected)];
    assert.ok(Math.abs(value - plain) <= 1e-9 * plain, `${value}, not ${plain}`);
    assert.equal(passed(each, 50), value);
  });

for (const each of [5, 12])
  for (const at of [10, 20, 30, 40])
    test(`parts of ${each} images continue after ${at} images to the last bit`, () => {
      assert.equal(passed(each, 10, at), passed(each, 10));
    });

test('a recovery point of other parts is refused', () => {
  const parts = new PartDistances(reference, 4, 5);
  parts.add(draw(2, 7), 7);
  assert.throws(() => new PartDistances(reference, 4, 5).restore(parts.toTensors(), 12), /distances of 2 parts/);
});

test('rows that are not numbers have no distance, and equal rows have one', () => {
  const broken = draw(3, 5);
  broken[3] = NaN;
  assert.ok(Number.isNaN(distanceOfRows(reference, featureSet(broken, features))));
  const same = featureSet(new Float32Array(5 * features).fill(0.5), features);
  assert.ok(distanceOfRows(reference, same) > 0);
});
