// Fronts and crowding on small cases that can be checked by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crowdingDistances, dominates, nonDominatedFronts } from '../../../domain/search/pareto.js';

test('a point dominates another only if it is nowhere worse and somewhere better', () => {
  assert.equal(dominates([1, 1], [1, 2]), true);
  assert.equal(dominates([1, 1], [1, 1]), false);
  assert.equal(dominates([0, 2], [1, 1]), false);
});

test('fronts are found layer by layer, and equal points share a front', () => {
  assert.deepEqual(
    nonDominatedFronts([
      [1, 2],
      [2, 1],
      [2, 2],
      [1, 2],
      [3, 3],
    ]),
    [[0, 1, 3], [2], [4]],
  );
});

test('boundary points have infinite crowding, and inner points have the sum of their normalised gaps', () => {
  assert.deepEqual(
    crowdingDistances(
      [
        [0, 4],
        [1, 2],
        [4, 0],
      ],
      [0, 1, 2],
    ),
    [Infinity, 2, Infinity],
  );
});

const small: [string, number[][], number[][], number[][]][] = [
  ['no points', [], [], []],
  ['one point', [[3, 3]], [[0]], [[Infinity]]],
  [
    'two points of one front',
    [
      [1, 2],
      [2, 1],
    ],
    [[0, 1]],
    [[Infinity, Infinity]],
  ],
  [
    'two points, one dominated',
    [
      [2, 2],
      [1, 1],
    ],
    [[1], [0]],
    [[Infinity], [Infinity]],
  ],
  [
    'three equal points',
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
    [[0, 1, 2]],
    [[Infinity, 0, Infinity]],
  ],
  [
    'one objective with a tie',
    [[2], [1], [1], [3]],
    [[1, 2], [0], [3]],
    [[Infinity, Infinity], [Infinity], [Infinity]],
  ],
  [
    'four objectives, the second all equal',
    [
      [0, 7, 4, 2],
      [1, 7, 2, 1],
      [4, 7, 0, 0],
    ],
    [[0, 1, 2]],
    [[Infinity, 3, Infinity]],
  ],
];
for (const [name, points, fronts, crowding] of small) {
  test(`${name}: fronts and crowding`, () => {
    assert.deepEqual(nonDominatedFronts(points), fronts);
    assert.deepEqual(
      fronts.map((front) => crowdingDistances(points, front)),
      crowding,
    );
  });
}
