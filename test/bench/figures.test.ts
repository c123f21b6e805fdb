// Summaries of measured figures: best, median, mean over runs; rates of layouts; agreement of rankings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationResult } from '../../tools/bench/evaluate/measure.js';
import { compareRankings } from '../../tools/bench/evaluate/rankings.js';
import { median } from '../../domain/averages.js';
import { overRuns, timingOf } from '../../tools/bench/timing.js';

test('the median of an even number of values is the mean of the two in the middle', () => {
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([9, 1, 5]), 5);
});

test('several runs are summarised by the best of all, the median of medians and the mean of means', () => {
  const runs = [timingOf([1, 2, 9]), timingOf([3, 4, 5]), timingOf([2, 3, 4])];
  assert.deepEqual(overRuns(runs), { best_s: 1, median_s: 3, mean_s: (4 + 4 + 3) / 3 });
});

const evaluated = (distances: readonly (number | null)[]): EvaluationResult[] =>
  distances.map((frechetDistance, slot) => ({
    slot,
    frechetDistance,
    classifierScore: frechetDistance === null ? null : 100 - frechetDistance,
  }));

test('rankings are compared over the individuals that both have figures for', () => {
  const [between, recalibrated, shared] = compareRankings({
    recalibrated: [evaluated([1, 2, 3, 4]), evaluated([2, 4, 6, 8])],
    shared: [evaluated([4, 3, null, 1]), evaluated([4, 3, 2, 1])],
  });
  assert.deepEqual(between!.tau, { frechetDistance: -1, classifierScore: -1 });
  assert.equal(between!.individuals, 3);
  assert.deepEqual([recalibrated!.tau.frechetDistance, recalibrated!.individuals], [1, 4]);
  assert.deepEqual([shared!.tau.frechetDistance, shared!.individuals], [1, 3]);
});
