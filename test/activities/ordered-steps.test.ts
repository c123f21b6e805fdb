// Steps that are ordered by digests equal those built from a stage's context, and their missing inputs are recomputed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generationOrder, generationOrders, generationSteps } from '../../domain/plan/index.js';
import { stepKey } from '../../domain/steps/step.js';
import { freezeRun } from '../support/freeze-run.js';
import { run, Scene } from './support/scene.js';
import { openedStage } from './support/stage.js';

async function stageInAStore() {
  const scene = await Scene.open();
  const { context, first } = await openedStage(scene);
  await freezeRun(scene.store, run, context.pipeline);
  const asking = { run, epoch: 1, fresh: false };
  return { scene, asking, steps: generationSteps(context, first), order: generationOrder(context, first)! };
}

test('an ordered step has the same key as the step built from the context', async () => {
  const { scene, asking, steps, order } = await stageInAStore();
  const orders = generationOrders(order);
  const { state } = steps;
  const train = await scene.perform('trainSegment', { ...asking, order: orders.train(0, state, []) });
  assert.equal(train.key, stepKey(steps.train(0, state, [])));
  const slots = Array.from({ length: steps.individuals }, (_, slot) => slot);
  const evaluations: string[] = [];
  for (const slot of slots) {
    const judged = await scene.perform('evaluateCandidate', { ...asking, order: orders.evaluate(slot, state) });
    assert.equal(judged.key, stepKey(steps.evaluate(slot, state)));
    evaluations.push(judged.outputs.evaluation!);
  }
  const selected = await scene.perform('selectGeneration', { ...asking, order: orders.select(evaluations, [1]) });
  assert.equal(selected.key, stepKey(steps.select(evaluations, [1])));
});

test('a lost population is recomputed for the ordered step', async () => {
  const { scene, asking, steps, order } = await stageInAStore();
  scene.lose(order.population);
  await scene.perform('evaluateCandidate', { ...asking, order: generationOrders(order).evaluate(0, steps.state) });
  const repaired = (await scene.journal('repaired')).map(({ object, place }) => [object, place]);
  assert.deepEqual(repaired, [[order.population, 'generator/open']]);
});

test('an order for a run that the store does not know is refused', async () => {
  const { scene, asking, steps, order } = await stageInAStore();
  const stray = { ...asking, run: 'stray', order: generationOrders(order).train(0, steps.state, []) };
  await assert.rejects(scene.perform('trainSegment', stray), /the store must contain the pipeline of run stray/);
});
