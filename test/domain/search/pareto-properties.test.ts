// Sorting and crowding compared with brute force on sets with ties and duplicates, and with the golden file if it
// exists.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { crowdingDistances, dominates, nonDominatedFronts } from '../../../domain/search/pareto.js';
import { sharedPath } from '../../support/shared.js';

// Few distinct values give many ties and duplicates.
const pointSets = fc.integer({ min: 1, max: 4 }).chain((objectives) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: 24,
  }),
);

/** Fronts by their definition, layer by layer: the points that no remaining point dominates. */
function peel(points: number[][]): number[][] {
  const fronts: number[][] = [];
  let left = points.map((_, i) => i);
  while (left.length > 0) {
    const front = left.filter((i) => !left.some((j) => dominates(points[j]!, points[i]!)));
    fronts.push(front);
    left = left.filter((i) => !front.includes(i));
  }
  return fronts;
}

/**
 * Crowding by its definition, for points without equal coordinates: the nearest neighbours on both sides of each axis.
 */
function crowdingWithoutTies(points: number[][]): number[] {
  return points.map((point) =>
    point.reduce((sum, value, m) => {
      const values = points.map((other) => other[m]!);
      const below = values.filter((other) => other < value);
      const above = values.filter((other) => other > value);
      if (below.length === 0 || above.length === 0) return Infinity;
      return sum + (Math.min(...above) - Math.max(...below)) / (Math.max(...values) - Math.min(...values));
    }, 0),
  );
}

test('fronts equal those of the definition on 3,000 sets with ties and duplicates', () => {
  fc.assert(
    fc.property(pointSets, (points) => assert.deepEqual(nonDominatedFronts(points), peel(points))),
    { numRuns: 3_000, seed: 1 },
  );
});

test('crowding equals its definition if no coordinates are equal', () => {
  const distinct = fc
    .uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 3, maxLength: 15 })
    .chain((first) =>
      fc.shuffledSubarray(first, { minLength: first.length }).map((second) => first.map((x, i) => [x, second[i]!])),
    );
  fc.assert(
    fc.property(distinct, (points) => {
      const found = crowdingDistances(
        points,
        points.map((_, i) => i),
      );
      crowdingWithoutTies(points).forEach((expected, i) => {
        if (expected === Infinity) assert.equal(found[i], Infinity);
        else assert.ok(Math.abs(found[i]! - expected) < 1e-9);
      });
    }),
    { numRuns: 500, seed: 1 },
  );
});

/**
 * Crowding by its definition with ties: equal values are ordered by index, so each point has one neighbour on each
 * side.
 */
function crowdingWithTies(points: number[][], front: readonly number[]): number[] {
  return front.map((i) =>
    points[i]!.reduce((sum, value, m) => {
      const isBefore = (a: number, b: number): boolean =>
        points[a]![m]! < points[b]![m]! || (points[a]![m]! === points[b]![m]! && a < b);
      const below = front.filter((j) => isBefore(j, i)).map((j) => points[j]![m]!);
      const above = front.filter((j) => isBefore(i, j)).map((j) => points[j]![m]!);
      if (below.length === 0 || above.length === 0) return Infinity;
      const values = front.map((j) => points[j]![m]!);
      const range = Math.max(...values) - Math.min(...values);
      return range === 0 ? sum : sum + (Math.min(...above) - Math.max(...below)) / range;
    }, 0),
  );
}

test('crowding equals its definition in every front of 3,000 sets with ties and duplicates', () => {
  fc.assert(
    fc.property(pointSets, (points) => {
      for (const front of nonDominatedFronts(points)) {
        const expected = crowdingWithTies(points, front);
        crowdingDistances(points, front).forEach((distance, k) => {
          assert.ok(distance === expected[k] || Math.abs(distance - expected[k]!) < 1e-9, `${distance} ${expected[k]}`);
        });
      }
    }),
    { numRuns: 3_000, seed: 3 },
  );
});

test('fronts have each index once, no point dominates another of its front, and each point of a later front is dominated by one of the front before', () => {
  fc.assert(
    fc.property(pointSets, (points) => {
      const fronts = nonDominatedFronts(points);
      assert.deepEqual(
        fronts.flat().sort((a, b) => a - b),
        points.map((_, i) => i),
      );
      fronts.forEach((front, f) => {
        for (const i of front) {
          assert.ok(!front.some((j) => dominates(points[j]!, points[i]!)));
          if (f > 0) assert.ok(fronts[f - 1]!.some((j) => dominates(points[j]!, points[i]!)));
        }
      });
    }),
    { numRuns: 1_000, seed: 4 },
  );
});

test('crowding with ties is never negative or NaN, and is infinite at both ends of every axis', () => {
  fc.assert(
    fc.property(pointSets, (points) => {
      for (const front of nonDominatedFronts(points)) {
        const found = crowdingDistances(points, front);
        assert.ok(found.every((distance) => distance >= 0));
        for (let m = 0; m < points[0]!.length; m++) {
          const ends = [Math.min, Math.max].map((end) => end(...front.map((i) => points[i]![m]!)));
          for (const end of ends) assert.ok(front.some((i, k) => points[i]![m] === end && found[k] === Infinity));
        }
      }
    }),
    { numRuns: 1_000, seed: 1 },
  );
});

interface GoldenCase {
  readonly points_minimise: number[][];
  readonly fronts: number[][];
  readonly crowding: (number | null)[][];
}
const goldenFile = sharedPath('golden', 'non_dominated_sorting.json');
if (goldenFile === null) test('golden sorting', { skip: 'there is no ../shared/golden' }, () => {});
else {
  test('fronts and crowding equal the golden file', () => {
    const cases = JSON.parse(readFileSync(goldenFile, 'utf8')) as GoldenCase[];
    assert.ok(cases.length > 0);
    for (const { points_minimise: points, fronts, crowding } of cases) {
      assert.deepEqual(nonDominatedFronts(points), fronts);
      fronts.forEach((front, f) => {
        crowdingDistances(points, front).forEach((distance, i) => {
          const expected = crowding[f]![i]!;
          if (expected === null) assert.equal(distance, Infinity);
          else assert.ok(Math.abs(distance - expected) <= 1e-6 * Math.max(1, expected), `${distance} ${expected}`);
        });
      });
    }
  });
}
