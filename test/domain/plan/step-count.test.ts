// The count of steps equals the length of the list of steps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedSteps } from '../../../domain/plan/index.js';
import { finalStepCount, stageStepCount } from '../../../domain/plan/step-count.js';
import { discriminatorStage, generatorStage, pipelineOf, training } from '../fixtures.js';

const small = { ...training, segmentIterations: 7 };
const stages = [
  generatorStage,
  { ...discriminatorStage, training: small, warmup: { epochs: 1 }, duration: { epochs: 2 }, generations: 3 },
];

for (const images of [400, 4000]) {
  test(`every stage has as many steps as counted, with ${images} images`, async () => {
    const pipeline = pipelineOf(stages);
    const listed = await expectedSteps(pipeline, images);
    for (const stage of stages) {
      const there = listed.filter(({ phase }) => phase === stage.id).length;
      assert.equal(stageStepCount(stage, images), there);
    }
  });
  for (const scoreEvery of [null, { steps: 1 }, { steps: 30 }, { epochs: 1 }]) {
    test(`the final training has at most the counted steps and five others, with ${images} images, scored every ${JSON.stringify(scoreEvery)}`, async () => {
      const whole = pipelineOf(stages);
      const pipeline = { ...whole, finalTraining: { ...whole.finalTraining, scoreEvery } };
      const there = (await expectedSteps(pipeline, images)).filter(({ phase }) => phase === 'final').length;
      assert.ok(there <= finalStepCount(pipeline, images) + 5, `${there} of ${finalStepCount(pipeline, images)}`);
    });
  }
}
