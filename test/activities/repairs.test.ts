// Lost and damaged objects: the step that made the object is run again and must give the same bits.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Digest } from '../../domain/digest.js';
import { EaganError } from '../../domain/errors.js';
import { evaluation, put, requestOf, run, Scene, segment } from './support/scene.js';
import { evaluationsOf, openedStage } from './support/stage.js';

/** Two segments, one after the other, and the state that the second gave. */
async function twoSegments(scene: Scene): Promise<[Digest, Digest]> {
  const first = (await scene.perform('trainSegment', requestOf(segment(0)))).outputs.state!;
  const second = (await scene.perform('trainSegment', requestOf(segment(1, { state: first })))).outputs.state!;
  return [first, second];
}

test('a missing state is recomputed by its step, and the step that needs it continues', async () => {
  const scene = await Scene.open();
  const [, state] = await twoSegments(scene);
  scene.lose(state);
  await scene.perform('evaluateCandidate', requestOf(evaluation(0, { state })));
  assert.equal(scene.asked(segment(1).place), 2);
  const repaired = await scene.told('repaired');
  assert.deepEqual(
    repaired.map(({ object, place }) => [object, place]),
    [[state, segment(1).place]],
  );
  assert.equal((await scene.store.ledger.entries(run)).length, 3);
});

test('a damaged state is treated like a lost one', async () => {
  const scene = await Scene.open();
  const [, state] = await twoSegments(scene);
  writeFileSync(join(scene.store.folder, 'objects', state.slice(0, 2), state.slice(2)), 'rubbish');
  await scene.perform('evaluateCandidate', requestOf(evaluation(0, { state })));
  assert.equal((await scene.told('repaired')).length, 1);
});

test('if the inputs of that step are lost too, each is recomputed first, once', async () => {
  const scene = await Scene.open();
  const [first, second] = await twoSegments(scene);
  scene.lose(first);
  scene.lose(second);
  await Promise.all(
    [0, 1].map((slot) => scene.perform('evaluateCandidate', requestOf(evaluation(slot, { state: second })))),
  );
  assert.deepEqual(
    (await scene.told('repaired')).map(({ object }) => object),
    [first, second],
  );
  assert.equal(scene.asked(segment(0).place), 2);
});

test('a finished step with a lost output is still found: nothing needs the output yet', async () => {
  const scene = await Scene.open();
  const [, state] = await twoSegments(scene);
  scene.lose(state);
  await scene.perform('trainSegment', requestOf(segment(1, { state: (await twoSegments(scene))[0] })));
  assert.deepEqual(await scene.told('repaired'), []);
});

test('a selection recomputes a lost input, and a selection with a lost output runs again', async () => {
  const scene = await Scene.open();
  const stage = await openedStage(scene);
  const evaluations = await evaluationsOf(scene, stage);
  scene.lose(evaluations[2]!);
  const select = stage.select(evaluations);
  const first = await scene.perform('selectGeneration', requestOf(select));
  scene.lose(first.outputs.population!);
  assert.deepEqual(await scene.perform('selectGeneration', requestOf(select)), first);
  const places = (await scene.told('repaired')).map(({ place }) => place);
  assert.deepEqual(places, [stage.steps[2]!.place, select.place]);
});

test('if the step now gives other bits, they are refused and the step that needed them fails for good', async () => {
  const scene = await Scene.open();
  const [, state] = await twoSegments(scene);
  scene.lose(state);
  const { run: honest } = scene.trainer;
  scene.trainer.run = async (task, options) => {
    const done = await honest(task, options);
    return { ...done, result: { ...done.result, numbers: { odd: 1 } } };
  };
  const failure = await scene.failure('evaluateCandidate', requestOf(evaluation(0, { state })));
  assert.deepEqual([failure.type, failure.nonRetryable], ['EAGAN_NOT_REPRODUCIBLE', true]);
});

test('an object that no step of the run made is an error with a cure', async () => {
  const scene = await Scene.open();
  const foreign = await put(scene, 'nobody made this');
  scene.lose(foreign);
  const failure = await scene.failure('evaluateCandidate', requestOf(evaluation(0, { extractor: foreign })));
  assert.deepEqual([failure.type, failure.nonRetryable], ['EAGAN_OBJECT_MISSING', true]);
  assert.match((failure.details![0] as { cure: string }).cure, /copy of the store|--fresh/);
});

test('a crash of the step that makes an object does not count as a crash of the evaluation that needs it', async () => {
  const scene = await Scene.open((place, time) => {
    if (place === segment(1).place && time === 2) throw new EaganError('EAGAN_TRAINER_CRASHED', 'ended by SIGSEGV');
  });
  const [, state] = await twoSegments(scene);
  scene.lose(state);
  const request = requestOf(evaluation(0, { state }));
  const failure = await scene.failure('evaluateCandidate', request, 1);
  assert.deepEqual([failure.type, failure.nonRetryable], ['EAGAN_OBJECT_MISSING', false]);
  await scene.perform('evaluateCandidate', request, 2);
  assert.equal((await scene.told('repaired')).length, 1);
});
