// How far a search came, in numbers: the best so far, fronts, and a hypervolume that all compared runs measure alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviationOf } from '../../../domain/averages.js';
import {
  progressRows,
  rowAt,
  sharedReference,
  type ClosedGenerationOf,
} from '../../../domain/search/search-progress.js';
import type { RankedIndividual } from '../../../domain/steps/artifacts.js';

const objectives = { frechetDistance: 'minimize', parameters: 'minimize' } as const;

function closed(
  generation: number,
  deviceMs: number,
  rows: readonly (readonly [number, number, number])[],
): ClosedGenerationOf {
  const ranking = rows.map(([front, frechetDistance, parameters], slot): RankedIndividual => {
    const individual = {
      id: `g${generation}-i${slot}`,
      genotype: [],
      parents: [],
      operator: 'random',
      born: 0,
    } as const;
    const figures = { frechetDistance, classifierScore: 1 };
    return { individual, slot, front, crowding: null, status: 'ok', figures, parameters };
  });
  const selection = { schemaVersion: 1, kind: 'selection', generation, ranking, survivors: [], best: '' } as const;
  return { generation, deviceMs, selection };
}
const run = [
  closed(0, 10, [
    [0, 4, 4],
    [1, 10, 10],
  ]),
  closed(1, 20, [[0, 6, 2]]),
];

test('the reference point is beyond the worst of all runs, and the hypervolume is that of the first front alone', () => {
  const reference = sharedReference([run, [closed(0, 5, [[0, 0, 5]])]], { objectives });
  // Worst 10 of a range of 10, and worst 10 of a range of 8, each plus a tenth of the range.
  assert.deepEqual(reference, [11, 10.8]);
  const rows = progressRows(run, { objectives }, reference);
  assert.deepEqual(
    rows.map(({ hypervolume }) => Number(hypervolume.toFixed(9))),
    [7 * 6.8, 5 * 8.8].map((volume) => Number(volume.toFixed(9))),
  );
  assert.deepEqual(
    rows.map(({ front }) => front),
    [['g0-i0'], ['g1-i0']],
  );
});

test('the best of a figure stays when a later generation is worse', () => {
  const rows = progressRows(run, { objectives }, null);
  assert.deepEqual(
    rows.map(({ best }) => best.frechetDistance),
    [4, 4],
  );
});

test('a run has reached the last generation that closed by then', () => {
  const rows = progressRows(run, { objectives }, null);
  assert.deepEqual(
    [9, 10, 19, 20, 99].map((at) => rowAt(rows, at)?.generation ?? null),
    [null, 0, 0, 1, 1],
  );
});

test('without figures there is no reference point, and a single value has no deviation', () => {
  assert.equal(sharedReference([[closed(0, 1, [])]], { objectives }), null);
  assert.deepEqual(
    [deviationOf([3]), deviationOf([1, 3]), deviationOf([2, 4, 4, 4, 5, 5, 7, 9]) > 2],
    [0, Math.sqrt(2), true],
  );
});
