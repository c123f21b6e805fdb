// Only survivors that Pareto selection did not choose are marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectionLabel, selectionLabels } from '../../../domain/search/selection-label.js';

const mark = "selection: officialRepo (the published script's rule; not Pareto selection)";

test('the published rule has a mark that says what it is not, and non-dominated sorting has none', () => {
  assert.equal(selectionLabel({ kind: 'officialRepo' }), mark);
  assert.equal(selectionLabel({ kind: 'nonDominated' }), null);
});

test('a pipeline has one mark that names all its stages', () => {
  const stages = (['officialRepo', 'nonDominated', 'officialRepo'] as const).map((kind, i) => ({
    id: `s${i}`,
    selection: { kind },
  }));
  assert.deepEqual(selectionLabels(stages), [`${mark} in s0, s2`]);
  assert.deepEqual(selectionLabels(stages.slice(1, 2)), []);
});

test('the marks of random search and tournaments name them, a tournament with its size', () => {
  assert.equal(
    selectionLabel({ kind: 'random' }),
    'selection: random (nobody survives, each generation is drawn afresh; not Pareto selection)',
  );
  assert.equal(
    selectionLabel({ kind: 'tournament', size: 3 }),
    'selection: tournament (winners among 3 drawn at random; not Pareto selection)',
  );
});
