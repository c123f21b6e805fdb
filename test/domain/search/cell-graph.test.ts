// Cells as graphs: the edges of docs/reference/networks.md, by the names of operations, and what leads nowhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellGraph } from '../../../domain/search/cell-graph.js';

const drawn = (...of: Parameters<typeof cellGraph>): string[] =>
  cellGraph(...of).map(
    ({ from, to, gene, operation, isUsed }) => `${from} ${operation} ${to} ${gene ?? '-'}${isUsed ? '' : ' nowhere'}`,
  );

test('a generator’s cells: dropped terms have no edge, and later cells take node 2 of the earlier ones', () => {
  assert.deepEqual(drawn('generator', 0, [1, 1, 1, 0, 2, 3, 1]), [
    'input bilinear node 0 u0',
    'input bilinear node 1 u1',
    'node 0 skip_connect node 2 n0',
    'node 0 conv_1x1 output n2',
    'node 1 conv_3x3 output n3',
    'node 2 skip_connect output n4',
  ]);
  assert.deepEqual(drawn('generator', 2, [0, 1, 0, 3, 0, 0, 3]), [
    'input nearest node 0 u0 nowhere',
    'input bilinear node 1 u1',
    'node 1 conv_3x3 node 2 n1',
    'node 2 conv_3x3 output n4',
    'node 2 of cell 1 nearest + conv_1x1 node 2 -',
    'node 2 of cell 2 nearest + conv_1x1 node 2 -',
  ]);
});

test('node 2 of a generator’s cell leads on to later cells, but not in the last cell', () => {
  const isUsed = (cell: number): boolean =>
    cellGraph('generator', cell, [0, 0, 2, 0, 2, 0, 0]).find(({ gene }) => gene === 'n0')!.isUsed;
  assert.deepEqual([0, 1, 2].map(isUsed), [true, true, false]);
});

test('a discriminator’s cells with down-sampling and without', () => {
  assert.deepEqual(drawn('discriminator', 0, [3, 0, 3, 0, 2, 0, 1]), [
    'input conv_3x3 node 1 n0',
    'node 1 conv_3x3 node 2 n2',
    'input conv_1x1 node 3 n4',
    'node 2 avg_pool output d0',
    'node 3 max_pool output d1',
  ]);
  assert.deepEqual(drawn('discriminator', 1, [1, 2, 0, 0, 1, -1, -1]), [
    'input skip_connect node 1 n0 nowhere',
    'input conv_1x1 node 2 n1',
    'input skip_connect node 3 n4',
    'node 2 add output d0',
    'node 3 add output d1',
  ]);
});
