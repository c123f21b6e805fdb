// Which steps of a plan a store already has: all of a finished run, and the early ones of a pipeline that differs late.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storedSteps } from '../../control/plan/stored-steps.js';
import type { Pipeline } from '../../domain/pipeline.js';
import { calculatedIdentity } from '../support/calculated-trainer.js';
import { calculatedRun } from '../support/calculated-run.js';
import { pipelineOf } from '../support/pipelines.js';
import { emptyStore } from '../support/quick-store.js';

const source = { contents: null, decoder: null };
const tiny = (...set: string[]): Pipeline => pipelineOf('tiny.yaml', set);

test('a plan of a finished run shows all steps as stored, and a plan that differs late shows the earlier ones', async () => {
  const store = await emptyStore();
  const { computed } = await calculatedRun(store, tiny());
  const all = await storedSteps(store, tiny(), source, calculatedIdentity);
  assert.equal(all.found, computed.length);
  assert.deepEqual(Object.keys(all.byPhase), ['data', 'generator', 'discriminator', 'final']);

  const later = await storedSteps(store, tiny('finalTraining.duration={ steps: 24 }'), source, calculatedIdentity);
  const { final, ...before } = all.byPhase;
  const { final: shared, ...same } = later.byPhase;
  assert.deepEqual(same, before);
  assert.ok(shared! < final!, `${shared} of ${final}`);

  const second = await storedSteps(store, tiny('stages.discriminator.generations=3'), source, calculatedIdentity);
  assert.deepEqual([second.byPhase.data, second.byPhase.generator], [before.data, before.generator]);
  assert.ok(second.byPhase.discriminator! > 0 && second.byPhase.discriminator! < before.discriminator!);
});

test('no step counts as stored for another seed, or for trainers that may compute other bits', async () => {
  const store = await emptyStore();
  await calculatedRun(store, tiny());
  assert.equal((await storedSteps(store, tiny(), source, { ...calculatedIdentity, device: 'gpu' })).found, 0);
  const other = await storedSteps(store, tiny('seed=2'), source, calculatedIdentity);
  assert.equal(other.byPhase.generator, undefined);
});

test('the plan of a stopped run shows its finished steps as stored', async () => {
  const store = await emptyStore();
  const { computed } = await calculatedRun(store, tiny(), {
    stopAt: (place) => place.startsWith('discriminator/gen-001'),
  });
  const { byPhase, found } = await storedSteps(store, tiny(), source, calculatedIdentity);
  assert.equal(found, computed.length);
  assert.equal(byPhase.final, undefined);
});
