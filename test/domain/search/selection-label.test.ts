// Survivors that Pareto selection did not choose are marked, and only they.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectionLabel, selectionLabels } from '../../../domain/search/selection-label.js';

const mark = "selection: officialRepo (the published script's rule; not Pareto selection)";

test('the published rule has a mark that says what it is not, non-dominated sorting has none', () => {
  assert.equal(selectionLabel({ kind: 'officialRepo' }), mark);
  assert.equal(selectionLabel({ kind: 'nonDominated' }), null);
});

test('a pipeline has one mark with all stages that it holds for', () => {
  const stages = (['officialRepo', 'nonDominated', 'officialRepo'] as const).map((kind, i) => ({
    id: `s${i}`,
    selection: { kind },
  }));
  assert.deepEqual(selectionLabels(stages), [`${mark} in s0, s2`]);
  assert.deepEqual(selectionLabels(stages.slice(1, 2)), []);
});

test('random search and tournaments say what they are, a tournament with its size', () => {
  assert.equal(
    selectionLabel({ kind: 'random' }),
    'selection: random (nobody survives, each generation is drawn afresh; not Pareto selection)',
  );
  assert.equal(
    selectionLabel({ kind: 'tournament', size: 3 }),
    'selection: tournament (winners among 3 drawn at random; not Pareto selection)',
  );
});
