// Whether a recorded deviation is true: many independent sets of one known distribution, whose figures differ by chance
// alone. How much they differ is what each set's deviation should say.
import assert from 'node:assert/strict';
import test from 'node:test';
import { deviationOf, meanOf } from '../../domain/averages.js';
import { omit } from '../../domain/omit.js';
import { stream, type RandomStream } from '../../domain/stream.js';
import { DistancesWithout } from '../../metrics/distances-without.js';
import { featureSet, type FeatureSet } from '../../metrics/feature-set.js';
import { distanceFrom, rootStatistics } from '../../metrics/frechet-distance.js';
import { PartDistances } from '../../metrics/part-distances.js';
import {
  betweenParts,
  eachFigure,
  neighbourFigures,
  neighbourhoodOf,
  type NeighbourFigures,
} from '../../metrics/prdc.js';
import { withoutParts } from '../../metrics/prdc-without.js';
import { StatisticsAccumulator } from '../../metrics/statistics.js';

const parts = 10;

function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

function draw(random: RandomStream, images: number, features: number, moved: number): Float32Array {
  return Float32Array.from({ length: images * features }, () => normal(random) + moved);
}

interface Case {
  readonly features: number;
  readonly images: number;
  /** How far the mean of each feature lies from the reference's. */
  readonly moved: number;
  /** The mean deviation may be so many times the true one, at least and at most. */
  readonly within: readonly [number, number];
}

interface Judged {
  readonly distance: number;
  readonly now: number;
  readonly before: number;
}

function judged(random: RandomStream, { features, images, moved }: Case): Judged {
  const identity = Float64Array.from({ length: features ** 2 }, (_, i) => (i % (features + 1) === 0 ? 1 : 0));
  const reference = rootStatistics({ images: 2, mean: new Float64Array(features), covariance: identity });
  const rows = draw(random, images, features, moved);
  const [sums, without, between] = [
    new StatisticsAccumulator(features),
    new DistancesWithout(reference, images, parts),
    new PartDistances(reference, parts, images / parts),
  ];
  for (const each of [sums, without, between]) each.add(rows, images);
  const distance = distanceFrom(reference, sums.finish());
  return { distance, now: without.deviationOf(distance), before: between.deviationOf() };
}

const cases: readonly Case[] = [
  { features: 6, images: 300, moved: 0, within: [1, 2] },
  { features: 6, images: 300, moved: 0.1, within: [0.9, 1.5] },
  { features: 6, images: 300, moved: 2, within: [0.9, 1.15] },
  { features: 24, images: 40, moved: 1, within: [0.9, 1.5] },
  { features: 24, images: 20, moved: 1, within: [0.9, 1.5] },
];
for (const each of cases)
  test(`${each.images} images of ${each.features} features, moved by ${each.moved}, have a distance with its true deviation`, () => {
    const random = stream(1, 'test/standard-errors');
    const all = Array.from({ length: 200 }, () => judged(random, each));
    const truth = deviationOf(all.map(({ distance }) => distance));
    const [now, before] = [meanOf(all.map((one) => one.now)) / truth, meanOf(all.map((one) => one.before)) / truth];
    assert.ok(now >= each.within[0] && now <= each.within[1], `${now} times ${truth}, earlier ${before} times`);
    assert.ok(before > 2, `the deviation between parts was only ${before} times as large as the truth`);
  });

const tenth = (moved: number) => (random: RandomStream) => featureSet(draw(random, 200, 3, moved), 3);

for (const moved of [0, 0.7])
  test(`neighbours of images moved by ${moved} have figures with their true deviations`, () => {
    const random = stream(2, 'test/standard-errors');
    const one = tenth(moved);
    const neighbourhood = neighbourhoodOf(featureSet(draw(random, 300, 3, 0), 3), 5);
    const judgedBy = (set: FeatureSet): Record<'whole' | 'now' | 'before', NeighbourFigures> => ({
      whole: neighbourFigures(neighbourhood, set).whole,
      now: neighbourFigures(neighbourhood, set, withoutParts(neighbourhood, set, parts)).deviations!,
      before: neighbourFigures(neighbourhood, set, betweenParts(neighbourhood, set, parts)).deviations!,
    });
    const all = Array.from({ length: 150 }, () => judgedBy(one(random)));
    const truth = eachFigure((name) => deviationOf(all.map(({ whole }) => whole[name])));
    const ratios = (which: 'now' | 'before'): NeighbourFigures =>
      eachFigure((name) => meanOf(all.map((each) => each[which][name])) / truth[name]);
    for (const [name, ratio] of Object.entries(ratios('now')))
      assert.ok(ratio >= 0.8 && ratio <= 1.5, `${name}: ${ratio}`);
    // Coverage of a tenth of the images is another figure, whose deviation may be larger or smaller.
    for (const [name, ratio] of Object.entries(omit(ratios('before'), 'coverage')))
      assert.ok(ratio > 2, `${name} before: ${ratio}`);
  });
