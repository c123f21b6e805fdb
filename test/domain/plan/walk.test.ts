// Where a walk over finished steps stops, and which steps it still looks up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashedRun } from '../hashed-run.js';
import { generatorStage, pipelineOf } from '../fixtures.js';

const pipeline = pipelineOf([generatorStage]);

const placesWithout = async (missing: string): Promise<string[]> =>
  (await hashedRun(pipeline, (place) => place !== missing)).steps.map(({ place }) => place);

test('scores of noise and of real images are looked up once each, even before the final training is open', async () => {
  const places = (await placesWithout('final/open')).filter((place) => place.startsWith('final/'));
  assert.deepEqual(places, ['final/score/noise', 'final/score/heldOut', 'final/open']);
});

test('after a missing evaluation the other evaluations are looked up, but no selection', async () => {
  const places = await placesWithout('generator/gen-000/evaluate/01');
  assert.equal(places.at(-1), 'generator/gen-000/evaluate/05');
});
