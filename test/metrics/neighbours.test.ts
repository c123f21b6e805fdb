// Precision, recall, density and coverage against a plain double loop, ties and blocks included.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { stream } from '../../domain/stream.js';
import { featureSet, type FeatureSet } from '../../metrics/feature-set.js';
import { radiiOf } from '../../metrics/near-pairs.js';
import { jackknifeError } from '../../metrics/jackknife.js';
import {
  betweenParts,
  eachFigure,
  neighbourFigures,
  neighbourhoodOf,
  type NeighbourFigures,
} from '../../metrics/prdc.js';
import { withoutParts } from '../../metrics/prdc-without.js';
import { populationDeviation } from '../../metrics/spread.js';
import { sharedPath } from '../support/shared.js';

function draw(seed: number, images: number, features: number, moved = 0): FeatureSet {
  const random = stream(seed, 'test/neighbours');
  return featureSet(
    Float32Array.from({ length: images * features }, () => random.uniform() + moved),
    features,
  );
}

function plain(real: FeatureSet, generated: FeatureSet, nearest: number): NeighbourFigures {
  const row = ({ rows, features }: FeatureSet, i: number): number[] => [
    ...rows.subarray(i * features, (i + 1) * features),
  ];
  const rowsOf = (set: FeatureSet): number[][] => Array.from({ length: set.images }, (_, i) => row(set, i));
  const distance = (a: number[], b: number[]): number => Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0));
  const [x, y] = [rowsOf(real), rowsOf(generated)];
  const radius = (all: number[][], own: number): number =>
    all.flatMap((other, i) => (i === own ? [] : [distance(other, all[own]!)])).sort((a, b) => a - b)[nearest - 1]!;
  const [ofReal, ofGenerated] = [x.map((_, i) => radius(x, i)), y.map((_, i) => radius(y, i))];
  const share = (flags: readonly boolean[]): number => flags.filter(Boolean).length / flags.length;
  const within = y.map((one) => x.filter((other, i) => distance(one, other) <= ofReal[i]!).length);
  return {
    precision: share(within.map((count) => count > 0)),
    recall: share(x.map((one) => y.some((other, j) => distance(one, other) <= ofGenerated[j]!))),
    density: within.reduce((sum, count) => sum + count, 0) / (nearest * y.length),
    coverage: share(x.map((one, i) => y.some((other) => distance(one, other) <= ofReal[i]!))),
  };
}

const figures = (real: FeatureSet, generated: FeatureSet, nearest = 5): NeighbourFigures =>
  neighbourFigures(neighbourhoodOf(real, nearest), generated).whole;

for (const [real, generated, moved] of [
  [60, 50, 0.1],
  [40, 70, 0.4],
  [30, 30, 5],
] as const)
  test(`${real} real and ${generated} generated images, moved by ${moved}, have the figures of a plain loop`, () => {
    const [a, b] = [draw(1, real, 6), draw(2, generated, 6, moved)];
    assert.deepEqual(figures(a, b), plain(a, b, 5));
  });

test('more images than a block of products have the same figures', () => {
  const [a, b] = [draw(3, 1100, 3), draw(4, 1050, 3, 0.2)];
  assert.deepEqual(figures(a, b, 3), plain(a, b, 3));
});

test('equal sets have precision, recall and coverage 1, also far from the origin and with repeated rows', () => {
  for (const set of [draw(5, 40, 8), draw(6, 40, 8, 1e6), featureSet(new Float32Array(40 * 8).fill(0.1), 8)]) {
    const found = figures(set, set);
    assert.deepEqual([found.precision, found.recall, found.coverage], [1, 1, 1]);
  }
});

test('a copy of the nearest neighbour at exactly the radius counts', () => {
  const real = featureSet(Float64Array.of(0, 0.1, 0.3, 0.7), 1);
  const copies = featureSet(Float64Array.of(0.1, 0.1, 0.1), 1);
  assert.deepEqual(figures(real, copies, 1), plain(real, copies, 1));
});

test('deviations between parts compare each part with all real images, and equal parts have none', () => {
  const real = draw(7, 50, 4);
  const [one, two] = [draw(8, 20, 4, 0.1), draw(9, 20, 4, 0.3)];
  const between = (...rows: readonly FeatureSet[]): NeighbourFigures => {
    const all = featureSet(Float32Array.from([...rows.flatMap((set) => [...set.rows]), 0, 0, 0, 0]), 4);
    const neighbourhood = neighbourhoodOf(real, 5);
    return neighbourFigures(neighbourhood, all, betweenParts(neighbourhood, all, 2)).deviations!;
  };
  assert.deepEqual(between(one, one), { precision: 0, recall: 0, density: 0, coverage: 0 });
  const [a, b] = [figures(real, one), figures(real, two)];
  assert.deepEqual(
    between(one, two),
    eachFigure((name) => populationDeviation([a[name], b[name]])),
  );
});

for (const [images, parts] of [
  [30, 3],
  [31, 10],
  [30, 30],
] as const)
  // prettier-ignore
  for (const moved of [0.1, 0.4])
    test(`${parts} parts of ${images} images, moved by ${moved}, have the deviations of plain loops without each part`, () => {
      const [real, generated] = [draw(10, 40, 3), draw(11, images, 3, moved)];
      const starts = Array.from({ length: parts + 1 }, (_, part) => Math.floor((part * images) / parts));
      const without = Array.from({ length: parts }, (_, part) => {
        const others = generated.rows.filter((_value, i) => i < starts[part]! * 3 || i >= starts[part + 1]! * 3);
        return { images: starts[part + 1]! - starts[part]!, figures: plain(real, featureSet(others, 3), 5) };
      });
      const neighbourhood = neighbourhoodOf(real, 5);
      const { whole, deviations } = neighbourFigures(
        neighbourhood,
        generated,
        withoutParts(neighbourhood, generated, parts),
      );
      const expected = eachFigure((name) =>
        jackknifeError(
          whole[name],
          without.map((each) => ({ images: each.images, value: each.figures[name] })),
        ),
      );
      for (const [name, value] of Object.entries(expected))
        assert.ok(Math.abs(deviations![name as keyof NeighbourFigures] - value) < 1e-12, `${name}: ${value}`);
    });

test('a set needs more images than neighbours', () => {
  assert.throws(() => radiiOf(draw(9, 5, 3), 5), /need more than 5 images \(got 5\)/);
});

const goldenFile = sharedPath('golden', 'prdc.json');
type Golden = NeighbourFigures & { name: string; real: number[][]; generated: number[][]; nearest: number };
const golden = goldenFile ? (JSON.parse(readFileSync(goldenFile, 'utf8')) as Golden[]) : [];
if (golden.length === 0) test('golden neighbours', { skip: 'there is no ../shared/golden' }, () => {});
for (const { name, real, generated, nearest, precision, recall, density, coverage } of golden)
  test(`golden neighbours, ${name}: NumPy's figures within 1e-9`, () => {
    const [a, b] = [real, generated].map((rows) => featureSet(Float64Array.from(rows.flat()), real[0]!.length));
    const found = figures(a!, b!, nearest);
    for (const [key, value] of Object.entries({ precision, recall, density, coverage }))
      assert.ok(Math.abs(found[key as keyof NeighbourFigures] - value) <= 1e-9, `${key}: ${JSON.stringify(found)}`);
  });
