// Statistics, distance and score: properties, closed forms, and golden numbers if they exist.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { stream } from '../../domain/stream.js';
import { classifierScore, scoreDeviation } from '../../metrics/classifier-score.js';
import {
  distanceFrom,
  frechetDistance,
  rootFromBytes,
  rootStatistics,
  rootToBytes,
} from '../../metrics/frechet-distance.js';
import { featureSet } from '../../metrics/feature-set.js';
import { cubes, kernelDistance } from '../../metrics/kernel-distance.js';
import { inDoubles } from '../../metrics/native-double.js';
import { StatisticsAccumulator, statisticsFromBytes, statisticsToBytes } from '../../metrics/statistics.js';
import type { Statistics } from '../../metrics/types.js';
import { tensorCount } from '../../models/index.js';
import { plainDistance } from '../support/plain-distance.js';
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

const trace = ({ mean, covariance }: Statistics): number =>
  mean.reduce((sum, _, a) => sum + covariance[a * mean.length + a]!, 0);

/** The statistics in plain form: two passes, one row at a time. */
function plainStatistics(rows: Float32Array, features: number): Statistics {
  const images = rows.length / features;
  const mean = new Float64Array(features);
  rows.forEach((value, i) => (mean[i % features]! += value / images));
  const covariance = new Float64Array(features * features);
  for (let image = 0; image < images; image++) {
    const centred = mean.map((value, a) => rows[image * features + a]! - value);
    covariance.forEach((_, i) => {
      covariance[i]! += (centred[Math.floor(i / features)]! * centred[i % features]!) / (images - 1);
    });
  }
  return { images, mean, covariance };
}

test('statistics computed in several native blocks equal those of two plain passes', () => {
  const rows = draw(1, 2300, 6);
  const [native, plain] = [statisticsOf(rows, 6), plainStatistics(rows, 6)];
  native.mean.forEach((value, i) => close(value, plain.mean[i]!, 1e-13));
  native.covariance.forEach((value, i) => close(value, plain.covariance[i]!, 1e-12));
});

for (const batch of [1, 33, 1000, 1700, 2300]) {
  test(`batches of ${batch} give the same statistics as batches of 7, bit for bit`, () => {
    const rows = draw(1, 2300, 6);
    assert.deepEqual(statisticsOf(rows, 6, batch), statisticsOf(rows, 6));
  });
}

test('mean and covariance equal those of the textbook, also far from zero', () => {
  const { mean, covariance } = statisticsOf(Float32Array.of(1e6, 1, 1e6 + 2, 3, 1e6 + 4, 8), 2);
  assert.deepEqual([...mean], [1e6 + 2, 4]);
  assert.deepEqual([...covariance], [4, 7, 7, 13]);
});

test('statistics can be stored as bytes and read back, and bytes of another width are refused', () => {
  const statistics = statisticsOf(draw(2, 20, 3), 3);
  assert.deepEqual(statisticsFromBytes(statisticsToBytes(statistics), 3, 20), statistics);
  assert.throws(() => statisticsFromBytes(new Uint8Array(8), 3, 20), /must have 96 bytes \(got 8\)/);
});

test('one image has no covariance', () => {
  assert.throws(() => statisticsOf(draw(2, 1, 3), 3), /at least 2 images/);
});

test('the distance of a set from itself is zero, and the distance is symmetric', () => {
  const [a, b] = [statisticsOf(draw(3, 50, 8), 8), statisticsOf(draw(4, 60, 8), 8)];
  close(frechetDistance(a, a), 0);
  close(frechetDistance(a, b), frechetDistance(b, a));
  assert.ok(frechetDistance(a, b) > 0);
});

for (const features of [2, 5, 16]) {
  test(`the distance between sets of ${features} features equals the formula written out`, () => {
    const [a, b] = [21, 22].map((seed) => statisticsOf(draw(seed, 60 + seed, features), features)) as [
      Statistics,
      Statistics,
    ];
    close(frechetDistance(a, b), plainDistance(a, b), 1e-9);
  });
}

test('the root of a covariance of fewer images than features has one column for each independent difference', () => {
  const statistics = statisticsOf(draw(6, 20, 48), 48);
  const { root } = rootStatistics(statistics);
  assert.deepEqual([root.rows, root.columns], [48, 19]);
  const square = inDoubles((doubles) => {
    const factor = doubles.upload(root);
    return doubles.download(doubles.multiply(factor, factor, 'right')).data;
  });
  square.forEach((value, i) => close(value, statistics.covariance[i]!, 1e-11));
});

test('the distance of a set of few images, also with constant features, is zero from itself and symmetric', () => {
  const constant = (rows: Float32Array): Float32Array => rows.map((value, i) => (i % 48 < 10 ? 3 : value));
  const [few, many] = [statisticsOf(constant(draw(7, 20, 48)), 48), statisticsOf(constant(draw(8, 200, 48)), 48)];
  for (const set of [few, many]) close(frechetDistance(set, set) / trace(set), 0, 1e-9);
  close(frechetDistance(few, many), frechetDistance(many, few), 1e-9);
});

test('for twenty copies of one image the distance is that of the means plus the spread of the other set', () => {
  const copies = statisticsOf(new Float32Array(20 * 4).fill(0.5), 4);
  const other = statisticsOf(draw(9, 50, 4), 4);
  const expected = other.mean.reduce((sum, value) => sum + (value - 0.5) ** 2, trace(other));
  close(frechetDistance(copies, other), expected);
  close(frechetDistance(other, copies), expected);
});

test('a root stored as bytes gives the same distance to the last bit, and bytes of another height are refused', () => {
  const [a, b] = [statisticsOf(draw(3, 50, 8), 8), statisticsOf(draw(4, 60, 8), 8)];
  const { root } = rootStatistics(a);
  assert.equal(distanceFrom({ statistics: a, root: rootFromBytes(rootToBytes(root), 8) }, b), frechetDistance(a, b));
  assert.throws(() => rootFromBytes(new Uint8Array(72), 8), /columns of 64 bytes \(got 72\)/);
});

test('features that overflowed have no distance and give no reference', () => {
  const overflowed = statisticsOf(
    draw(3, 50, 4).map((value, i) => (i === 9 ? Infinity : value)),
    4,
  );
  const reference = rootStatistics(statisticsOf(draw(4, 60, 4), 4));
  assert.equal(distanceFrom(reference, overflowed), NaN);
  assert.throws(() => rootStatistics(overflowed), { code: 'EAGAN_EXTRACTOR_USELESS', message: /must be finite/ });
});

test('for diagonal Gaussians the distance is the squared distance of means and of standard deviations', () => {
  const diagonal = (mean: number[], deviations: number[]): Statistics => ({
    images: 10,
    mean: Float64Array.from(mean),
    covariance: Float64Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? deviations[i / 4]! ** 2 : 0)),
  });
  const distance = frechetDistance(diagonal([0, 1, 2], [1, 2, 3]), diagonal([3, 1, 0], [4, 2, 0]));
  close(distance, 9 + 4 + 9 + 0 + 9);
});

test('shifting the images and repeating images both raise the distance', () => {
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

test('equal probabilities score 1, certain and balanced ones score the number of classes, and missed classes lower the score', () => {
  const oneHot = (classes: number[]): Float32Array =>
    Float32Array.from(classes.flatMap((k) => [0, 1, 2, 3].map((c) => (c === k ? 1 : 0))));
  close(classifierScore(new Float32Array(40).fill(0.25), 4, 1), 1);
  close(classifierScore(oneHot([0, 1, 2, 3, 3, 2, 1, 0]), 4, 2), 4);
  close(classifierScore(oneHot([0, 1, 0, 1]), 4, 1), 2);
  assert.throws(() => classifierScore(oneHot([0]), 4, 2), /2 splits/);
});

test('probabilities that are no numbers have no score', () => {
  const probabilities = new Float32Array(40).fill(0.25);
  probabilities[7] = NaN;
  assert.ok(Number.isNaN(classifierScore(probabilities, 4, 1)));
  assert.ok(Number.isNaN(classifierScore(probabilities, 4, 2)));
});

/** Rows of probabilities, drawn and scaled to a sum of 1. */
function drawProbabilities(seed: number, images: number, classes: number): Float32Array {
  const rows = draw(seed, images, classes);
  const sums = Float64Array.from({ length: images }, (_, i) =>
    rows.subarray(i * classes, (i + 1) * classes).reduce((sum, value) => sum + value, 0),
  );
  return rows.map((value, i) => value / sums[Math.floor(i / classes)]!);
}

/** The deviation written out: each part's score by loops over its images, then numpy's formula. */
function plainDeviation(probabilities: Float32Array, classes: number, splits: number): number {
  const each = Math.floor(probabilities.length / classes / splits);
  const scores: number[] = [];
  for (let split = 0; split < splits; split++) {
    const p = (image: number, c: number): number => probabilities[(split * each + image) * classes + c]!;
    let total = 0;
    for (let image = 0; image < each; image++)
      for (let c = 0; c < classes; c++) {
        let average = 0;
        for (let other = 0; other < each; other++) average += p(other, c);
        total += p(image, c) * (Math.log(p(image, c)) - Math.log(average / each));
      }
    scores.push(Math.exp(total / each));
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / splits;
  return Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / splits);
}

for (const splits of [2, 7, 10])
  test(`the deviation of the score over ${splits} splits is the population's, as in a plain computation in double`, () => {
    const probabilities = drawProbabilities(splits, 45, 5);
    const deviation = scoreDeviation(probabilities, 5, splits);
    assert.ok(deviation > 0);
    close(deviation, plainDeviation(probabilities, 5, splits), 1e-12);
  });

test('the deviation of the score is 0 for one split and for equal splits, and the order of the splits does not matter', () => {
  const parts = [1, 2, 3].map((seed) => [...drawProbabilities(seed, 6, 4)]);
  const of = (order: readonly number[]): number =>
    scoreDeviation(Float32Array.from(order.flatMap((part) => parts[part]!)), 4, order.length);
  assert.equal(of([0]), 0);
  close(of([1, 1, 1, 1]), 0, 1e-15);
  close(of([0, 1, 2]), of([2, 0, 1]), 1e-12);
  // Twice the same parts: a sample's deviation would shrink.
  close(of([0, 1, 2]), of([0, 1, 2, 0, 1, 2]), 1e-12);
});

test('native products and decompositions in double are exact to the last digits and leave nothing on the device', () => {
  const before = tensorCount();
  const data = Float64Array.of(2, 1 + 1e-13, 1 + 1e-13, 2);
  inDoubles((doubles) => {
    const matrix = doubles.upload({ rows: 2, columns: 2, data });
    const { values, vectors } = doubles.eigen(matrix);
    close(values[1]! - values[0]!, 2 + 2e-13, 1e-15);
    [...doubles.eigenvalues(matrix)].forEach((value, i) => close(value, values[i]!, 1e-15));
    const basis = doubles.upload(vectors);
    const identity = doubles.download(doubles.multiply(basis, basis, 'left')).data;
    [1, 0, 0, 1].forEach((expected, i) => close(identity[i]!, expected, 1e-15));
    const row = doubles.upload({ rows: 1, columns: 2, data: Float64Array.of(1, 2) });
    const products = [doubles.multiply(row, matrix), doubles.multiply(matrix, row, 'right')];
    for (const product of products)
      [4 + 2e-13, 5 + 1e-13].forEach((expected, i) => close(doubles.download(product).data[i]!, expected, 1e-15));
  });
  assert.equal(tensorCount(), before);
});

test('the kernel distance equals the plain double sum, and is near zero between halves of one set', () => {
  const [a, b] = [draw(10, 12, 3), draw(11, 9, 3)];
  const row = (rows: Float32Array, i: number): Float32Array => rows.subarray(i * 3, i * 3 + 3);
  const kernel = (x: Float32Array, y: Float32Array): number =>
    (x.reduce((sum, v, i) => sum + v * y[i]!, 0) / 3 + 1) ** 3;
  const pairs = (left: Float32Array, right: Float32Array): number[] =>
    Array.from({ length: left.length / 3 }, (_, i) => i).flatMap((i) =>
      Array.from({ length: right.length / 3 }, (_, j) => j)
        .filter((j) => left !== right || i !== j)
        .map((j) => kernel(row(left, i), row(right, j))),
    );
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const kid = (x: Float32Array, y: Float32Array): number => kernelDistance(featureSet(x, 3), featureSet(y, 3));
  close(kid(a, b), mean(pairs(a, a)) + mean(pairs(b, b)) - 2 * mean(pairs(a, b)), 1e-6);
  const halves = draw(12, 2000, 3);
  const between = kid(halves.slice(0, 3000), halves.slice(3000));
  const moved = halves.map((value) => value + 1);
  assert.ok(Math.abs(between) < 0.1 * kid(halves, moved), `${between}`);
  close(kernelDistance(featureSet(a, 3), featureSet(b, 3), cubes.power), kid(a, b), 1e-12);
  assert.throws(() => kid(a, b.slice(0, 3)), /at least 2 images a set \(got 1\)/);
});

interface Golden {
  readonly name: string;
  readonly features_a: number[][];
  readonly features_b: number[][];
  readonly probabilities: number[][];
  readonly fid: number;
  readonly inception_score_mean: number;
  readonly inception_score_std: number;
  readonly kid: number;
  readonly splits: number;
}

const goldenFile = sharedPath('golden', 'metrics.json');
const golden = goldenFile ? (JSON.parse(readFileSync(goldenFile, 'utf8')) as Golden[]) : [];
if (golden.length === 0) test('golden metrics', { skip: 'there is no ../shared/golden' }, () => {});
for (const { name, features_a, features_b, probabilities, splits, ...expected } of golden) {
  const flat = (rows: number[][]): Float32Array => Float32Array.from(rows.flat());
  const features = features_a[0]!.length;

  test(`golden metrics, ${name}: SciPy's distance within 1e-6`, () => {
    const of = (rows: number[][]): Statistics => statisticsOf(flat(rows), features);
    close(frechetDistance(of(features_a), of(features_b)), expected.fid, 1e-6);
  });

  test(`golden metrics, ${name}: the Inception Score's formula, mean and deviation over splits, within 1e-6`, () => {
    const classes = probabilities[0]!.length;
    close(classifierScore(flat(probabilities), classes, splits), expected.inception_score_mean, 1e-6);
    close(scoreDeviation(flat(probabilities), classes, splits), expected.inception_score_std, 1e-6);
  });

  test(`golden metrics, ${name}: the unbiased kernel distance within 1e-6`, () => {
    const [a, b] = [features_a, features_b].map((rows) => featureSet(flat(rows), features));
    close(kernelDistance(a!, b!), expected.kid, 1e-6);
  });
}
