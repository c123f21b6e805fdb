// The table of step kinds says which kinds take states, and the steps of a plan agree.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualWalk } from '../../../domain/plan/virtual.js';
import { factsOf, ofKind, stepKindNames } from '../../../domain/steps/kinds.js';
import { discriminatorStage, generatorStage, pipelineOf } from '../fixtures.js';

const planned = await virtualWalk(pipelineOf([generatorStage, discriminatorStage]), {
  trainImages: 4000,
  heldOutImages: 1000,
});

for (const kind of stepKindNames) {
  const { takesState } = factsOf(kind);
  test(`steps of the kind ${kind} take ${takesState === 'none' ? 'no state' : 'states'}, as the table says`, () => {
    const steps = ofKind(kind, planned);
    const takers = steps.filter(({ step: { inputs } }) => 'state' in inputs || 'previous' in inputs);
    assert.ok(steps.length > 0, 'the plan has no step of this kind');
    assert.equal(takers.length > 0, takesState !== 'none');
  });
}
