// Statistics, distance and score: properties, closed forms, and the golden numbers where they are at hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { stream } from '../../domain/stream.js';
import { classifierScore } from '../../metrics/classifier-score.js';
import { frechetDistance } from '../../metrics/frechet-distance.js';
import { multiply, symmetricEigen } from '../../metrics/native-double.js';
import { StatisticsAccumulator, statisticsFromBytes, statisticsToBytes } from '../../metrics/statistics.js';
import type { Statistics } from '../../metrics/types.js';
import { sharedPath } from '../support/shared.js';

const close = (actual: number, expected: number, tolerance = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);

function draw(seed: number, rows: number, features: number): Float32Array {
  const random = stream(seed, 'test/features');
  return Float32Array.from({ length: rows * features }, (_, i) => random.uniform() * ((i % features) + 1));
}

function statisticsOf(rows: Float32Array, features: number, batch = 7): Statistics {
  const accumulator = new StatisticsAccumulator(features);
  for (let at = 0; at < rows.length; at += batch * features) {
    const part = rows.subarray(at, at + batch * features);
    accumulator.add(part, part.length / features);
  }
  return accumulator.finish();
}

test('batches of any size give the same statistics, bit for bit', () => {
  const rows = draw(1, 100, 6);
  assert.deepEqual(statisticsOf(rows, 6, 1), statisticsOf(rows, 6, 33));
});

test('mean and covariance are those of the textbook, also far away from zero', () => {
  const { mean, covariance } = statisticsOf(Float32Array.of(1e6, 1, 1e6 + 2, 3, 1e6 + 4, 8), 2);
  assert.deepEqual([...mean], [1e6 + 2, 4]);
  assert.deepEqual([...covariance], [4, 7, 7, 13]);
});

test('statistics survive as bytes, and bytes of another width are refused', () => {
  const statistics = statisticsOf(draw(2, 20, 3), 3);
  assert.deepEqual(statisticsFromBytes(statisticsToBytes(statistics), 3, 20), statistics);
  assert.throws(() => statisticsFromBytes(new Uint8Array(8), 3, 20), /must have 96 bytes \(got 8\)/);
});

test('one image has no covariance', () => {
  assert.throws(() => statisticsOf(draw(2, 1, 3), 3), /at least 2 images/);
});

test('the distance of a set from itself is zero, and it is symmetric', () => {
  const [a, b] = [statisticsOf(draw(3, 50, 8), 8), statisticsOf(draw(4, 60, 8), 8)];
  close(frechetDistance(a, a), 0);
  close(frechetDistance(a, b), frechetDistance(b, a));
  assert.ok(frechetDistance(a, b) > 0);
});

test('diagonal Gaussians have the closed form: squared distance of means and of standard deviations', () => {
  const diagonal = (mean: number[], deviations: number[]): Statistics => ({
    images: 10,
    mean: Float64Array.from(mean),
    covariance: Float64Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? deviations[i / 4]! ** 2 : 0)),
  });
  const distance = frechetDistance(diagonal([0, 1, 2], [1, 2, 3]), diagonal([3, 1, 0], [4, 2, 0]));
  close(distance, 9 + 4 + 9 + 0 + 9);
});

test('moving away and fewer distinct images both raise the distance', () => {
  const rows = draw(5, 200, 4);
  const reference = statisticsOf(rows, 4);
  const shifted = [0.1, 0.5, 1].map((by) =>
    frechetDistance(
      reference,
      statisticsOf(
        rows.map((v) => v + by),
        4,
      ),
    ),
  );
  assert.deepEqual(
    [...shifted].sort((a, b) => a - b),
    shifted,
  );
  const repeated = rows.map((_, i) => rows[i % 20]!);
  assert.ok(frechetDistance(reference, statisticsOf(repeated, 4)) > 0.1);
});

test('equal probabilities score 1, certain and balanced ones the number of classes, missed classes less', () => {
  const oneHot = (classes: number[]): Float32Array =>
    Float32Array.from(classes.flatMap((k) => [0, 1, 2, 3].map((c) => (c === k ? 1 : 0))));
  close(classifierScore(new Float32Array(40).fill(0.25), 4, 1), 1);
  close(classifierScore(oneHot([0, 1, 2, 3, 3, 2, 1, 0]), 4, 2), 4);
  close(classifierScore(oneHot([0, 1, 0, 1]), 4, 1), 2);
  assert.throws(() => classifierScore(oneHot([0]), 4, 2), /2 splits/);
});

test('native doubles multiply and decompose to the last digits', () => {
  const data = Float64Array.of(2, 1 + 1e-13, 1 + 1e-13, 2);
  const matrix = { rows: 2, columns: 2, data };
  const { values, vectors } = symmetricEigen(matrix);
  close(values[1]! - values[0]!, 2 + 2e-13, 1e-15);
  const identity = multiply(vectors, vectors, true).data;
  [1, 0, 0, 1].forEach((expected, i) => close(identity[i]!, expected, 1e-15));
  const product = multiply({ rows: 1, columns: 2, data: Float64Array.of(1, 2) }, matrix).data;
  [4 + 2e-13, 5 + 1e-13].forEach((expected, i) => close(product[i]!, expected, 1e-15));
});

interface Golden {
  readonly name: string;
  readonly features_a: number[][];
  readonly features_b: number[][];
  readonly probabilities: number[][];
  readonly fid: number;
  readonly inception_score_mean: number;
  readonly splits: number;
}

const goldenFile = sharedPath('golden', 'metrics.json');
const golden = goldenFile ? (JSON.parse(readFileSync(goldenFile, 'utf8')) as Golden[]) : [];
if (golden.length === 0) test('golden metrics', { skip: 'there is no ../shared/golden' }, () => {});
for (const { name, features_a, features_b, probabilities, fid, inception_score_mean, splits } of golden) {
  test(`golden metrics, ${name}: SciPy's distance and the Inception Score's formula within 1e-6`, () => {
    const of = (rows: number[][]): Statistics => statisticsOf(Float32Array.from(rows.flat()), rows[0]!.length);
    close(frechetDistance(of(features_a), of(features_b)), fid, 1e-6);
    const score = classifierScore(Float32Array.from(probabilities.flat()), probabilities[0]!.length, splits);
    close(score, inception_score_mean, 1e-6);
  });
}
