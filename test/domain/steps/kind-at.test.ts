// The kind of the step at a place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedSteps } from '../../../domain/plan/index.js';
import { kindAt } from '../../../domain/steps/kind-at.js';
import { stepKindNames } from '../../../domain/steps/kinds.js';
import { pipelineOf } from '../../support/pipelines.js';

test('every step of a plan has the kind that its place tells, and together they have every kind', async () => {
  const plan = await expectedSteps(pipelineOf('tiny.yaml'), 500);
  for (const { place, kind } of plan) assert.equal(kindAt(place), kind, place);
  assert.deepEqual(new Set(plan.map(({ kind }) => kind)), new Set(stepKindNames));
});

test('the beginning of several places, and what is no place, has no kind', () => {
  for (const place of ['', 'generator', 'generator/gen-003', 'final', 'final/nothing', 'export/more'])
    assert.equal(kindAt(place), null, place);
});
